package mailer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"kantine/mailer/mailtest"
	"kantine/templates/locale"
)

// tell writes steps as "dns ok, tcp failed refused_connection, …".
func tell(steps []Step) string {
	var words []string
	for _, s := range steps {
		if s.Cause != "" && !slices.Contains(Causes(), s.Cause) {
			return "a cause without words: " + s.Cause
		}
		words = append(words, strings.TrimSpace(fmt.Sprintf("%s %s %s", s.Stage, s.State, s.Cause)))
	}
	return strings.Join(words, ", ")
}

func TestTheWayToTheServerStageByStage(t *testing.T) {
	const rest = ", tls not-tried, auth not-tried, accepted not-tried"
	login := mailtest.Options{Security: mailtest.StartTLS, Username: "kim", Password: "geheim"}
	right := func(c *Config) { c.Server.User, c.Server.Password = "kim", "geheim" }
	wrong := func(c *Config) { c.Server.User, c.Server.Password = "kim", "mis" }
	strict := func(c *Config) { c.Server.Security = StartTLS }
	implicit := func(c *Config) { c.Server.Security = ImplicitTLS }
	named := func(c *Config) { c.Server.Host = "localhost" }
	reply := func(at mailtest.Stage, answer string) []mailtest.Fault {
		return []mailtest.Fault{{Stage: at, Reply: answer}}
	}
	for name, c := range map[string]struct {
		options mailtest.Options
		faults  []mailtest.Fault
		change  []func(*Config)
		trusted bool
		down    bool
		want    string
	}{
		"good":                  {login, nil, []func(*Config){strict, right}, true, false, "dns needless, tcp ok, tls ok, auth ok, accepted ok"},
		"good, TLS at once":     {mailtest.Options{Security: mailtest.Implicit}, nil, []func(*Config){implicit}, true, false, "dns needless, tcp ok, tls ok, auth needless, accepted ok"},
		"good, plain loopback":  {mailtest.Options{}, nil, nil, false, false, "dns needless, tcp ok, tls needless, auth needless, accepted ok"},
		"refused connection":    {mailtest.Options{}, nil, nil, false, true, "dns needless, tcp failed refused_connection" + rest},
		"unknown name":          {mailtest.Options{}, nil, []func(*Config){func(c *Config) { c.Server.Host = "nothing.invalid" }}, false, false, "dns failed no_such_host, tcp not-tried" + rest},
		"unwilling greeting":    {mailtest.Options{}, reply(mailtest.Connect, "554 5.3.2 not you"), nil, false, false, "dns needless, tcp failed greeting" + rest},
		"cut off":               {mailtest.Options{}, []mailtest.Fault{{Stage: mailtest.Connect, Cut: mailtest.CutLost}}, nil, false, false, "dns needless, tcp failed not_smtp" + rest},
		"unknown certificate":   {login, nil, []func(*Config){strict, right}, false, false, "dns needless, tcp ok, tls failed cert_unknown, auth not-tried, accepted not-tried"},
		"certificate at once":   {mailtest.Options{Security: mailtest.Implicit}, nil, []func(*Config){implicit}, false, false, "dns needless, tcp ok, tls failed cert_unknown, auth not-tried, accepted not-tried"},
		"good, by name":         {mailtest.Options{}, nil, []func(*Config){named}, false, false, "dns ok, tcp ok, tls needless, auth needless, accepted ok"},
		"no encryption":         {mailtest.Options{}, nil, []func(*Config){strict}, false, false, "dns needless, tcp ok, tls failed no_starttls, auth not-tried, accepted not-tried"},
		"TLS where there is no": {mailtest.Options{}, nil, []func(*Config){implicit}, false, false, "dns needless, tcp ok, tls failed tls_not_spoken, auth not-tried, accepted not-tried"},
		"wrong password":        {login, nil, []func(*Config){strict, wrong}, true, false, "dns needless, tcp ok, tls ok, auth failed auth_wrong, accepted not-tried"},
		"no log-in there":       {mailtest.Options{}, nil, []func(*Config){right}, false, false, "dns needless, tcp ok, tls needless, auth failed no_auth, accepted not-tried"},
		"log-in needed":         {login, nil, []func(*Config){strict}, true, false, "dns needless, tcp ok, tls ok, auth needless, accepted failed login_needed"},
		"sender refused":        {mailtest.Options{}, reply(mailtest.Mail, "550 5.7.1 not from you"), nil, false, false, "dns needless, tcp ok, tls needless, auth needless, accepted failed sender"},
		"recipient refused":     {mailtest.Options{}, reply(mailtest.Rcpt, "550 5.1.1 <Zoe@voorbeeld.example>: no zoe here"), nil, false, false, "dns needless, tcp ok, tls needless, auth needless, accepted failed recipient"},
		"not now":               {mailtest.Options{}, reply(mailtest.Rcpt, "450 4.2.1 greylisted"), nil, false, false, "dns needless, tcp ok, tls needless, auth needless, accepted failed later"},
		"content refused":       {mailtest.Options{}, reply(mailtest.End, "554 5.7.1 spam"), nil, false, false, "dns needless, tcp ok, tls needless, auth needless, accepted failed refused"},
		"answer lost":           {mailtest.Options{}, []mailtest.Fault{{Stage: mailtest.End, Cut: mailtest.CutLost}}, nil, false, false, "dns needless, tcp ok, tls needless, auth needless, accepted failed lost"},
	} {
		t.Run(name, func(t *testing.T) {
			s := mailtest.New(t, c.options)
			s.SetFaults(c.faults...)
			if c.trusted {
				c.change = append(c.change, func(cfg *Config) { cfg.TLS = &tls.Config{RootCAs: s.Pool()} })
			}
			m := against(t, s, c.change...)
			if c.down {
				s.Refuse()
			}
			steps := m.Try(t.Context(), Trial{To: "zoe@voorbeeld.example", Language: "nl", Now: letter(t).Now})
			if got := tell(steps); got != c.want {
				t.Errorf("%s\nwant %s\n%+v", got, c.want, steps)
			}
			for _, step := range steps {
				if strings.Contains(strings.ToLower(step.Detail), "zoe") || strings.Contains(step.Detail, "geheim") {
					t.Errorf("it tells %q", step.Detail)
				}
			}
			if kept := s.Messages(); strings.HasSuffix(c.want, "accepted ok") != (len(kept) == 1) {
				t.Errorf("%d mails came", len(kept))
			} else if len(kept) == 1 && (kept[0].To[0] != "zoe@voorbeeld.example" || !strings.Contains(string(kept[0].Raw), "Subject: [test] Proef van de mailserver")) {
				t.Errorf("came %s", kept[0].Raw)
			}
		})
	}
}

func TestATestOfAnAddressThatIsNone(t *testing.T) {
	s := mailtest.New(t, mailtest.Options{})
	steps := against(t, s).Try(t.Context(), Trial{To: "zoe test@voorbeeld.example", Language: "en", Now: letter(t).Now})
	if got := tell(steps); !strings.HasSuffix(got, "accepted failed recipient_form") {
		t.Error(got)
	}
}

// A server that says nothing does not hold the visitor for ever: who leaves
// ends the test.
func TestATestEndsWithItsContext(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	cfg := config()
	cfg.Server.Port = listener.Addr().(*net.TCPAddr).Port
	ctx := contextThatEnds(t, listener)
	if got := tell(newMailer(t, cfg).Try(ctx, Trial{To: "zoe@voorbeeld.example", Language: "nl"})); !strings.HasPrefix(got, "dns needless, tcp failed timeout") {
		t.Error(got)
	}
}

func TestWhatIsWrongWithACertificate(t *testing.T) {
	for want, err := range map[string]error{
		"cert_name": x509.HostnameError{Certificate: &x509.Certificate{}, Host: "a.example"}, "cert_expired": x509.CertificateInvalidError{Reason: x509.Expired},
		"tls": errors.New("remote error"), "timeout": context.DeadlineExceeded,
	} {
		if got := tlsCause(fmt.Errorf("handshake: %w", err)); got != want {
			t.Errorf("%v: %s", err, got)
		}
	}
}

func TestEveryCauseHasWordsAndACure(t *testing.T) {
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range locale.Languages {
		for _, cause := range Causes() {
			if !catalog.Has(lang, "mail.try.cause."+cause) || !catalog.Has(lang, "mail.try.cure."+cause) {
				t.Errorf("%s: no words for %s", lang, cause)
			}
		}
	}
}

// contextThatEnds ends once somebody has connected; their connection stays open
// and silent until the test is over.
func contextThatEnds(t *testing.T, listener net.Listener) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	over, ended := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() {
		cancel()
		_ = listener.Close()
		close(over)
		<-ended
	})
	go func() {
		defer close(ended)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		cancel()
		<-over
	}()
	return ctx
}
