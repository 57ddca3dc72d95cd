package mailer

import (
	"bytes"
	"strings"
	"testing"

	"kantine/events"
)

func TestRefusedAddresses(t *testing.T) {
	m := newMailer(t, config())
	for _, to := range []string{
		"", "x", "@voorbeeld.example", "zoë@voorbeeld.example", `"zoe test"@voorbeeld.example`, "zoe@", "zoe@-x.example",
		"zoe@voorbeeld.example\r\nRCPT TO:<x@y.example>", "zoe@voorbeeld.example> SIZE=1", "zoe@[127.0.0.1]", "zoe test@voorbeeld.example",
		strings.Repeat("z", 65) + "@voorbeeld.example", "a..b@voorbeeld.example", ".a@voorbeeld.example", "zoe@voor_beeld.example",
	} {
		l := letter(t)
		l.To = to
		got := m.Send(t.Context(), l)
		if got.Status != events.OutcomePermanent || got.Enhanced != "5.1.3" || got.Code != 0 || strings.Contains(got.Detail, "@") {
			t.Errorf("%q: %+v", to, got)
		}
	}
}

func TestAddressesLeaveNoTrace(t *testing.T) {
	in := "550 5.1.1 <Zoe.Test@voorbeeld.example>: user ZOE.TEST (Zoë van der Test)\r\n unknown at voorbeeld; mail x@y\x00"
	got := withoutAddresses(in, "zoe.test", "Zoë van der Test")
	if want := "550 5.1.1 <…>: user … (…) unknown at voorbeeld; mail …"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := withoutAddresses(strings.Repeat("é", 500)); len(got) > maxDetail+len("…") || !bytes.Equal([]byte(got), bytes.ToValidUTF8([]byte(got), nil)) {
		t.Errorf("%d octets", len(got))
	}
}
