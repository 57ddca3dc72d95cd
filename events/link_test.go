package events

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var testKey = Key{1, 2, 3}

func TestToken(t *testing.T) {
	token := testKey.Token(PurposeManage, "reg.1", 2)
	accepts := func(k Key, purpose Purpose, id string, version int, token string) bool {
		got, mac, ok := splitToken(token)
		return ok && got == id && k.valid(purpose, id, version, mac)
	}
	if !accepts(testKey, PurposeManage, "reg.1", 2, token) {
		t.Fatal("a token does not open what it is for")
	}
	for name, opens := range map[string]bool{
		"another purpose": accepts(testKey, PurposeStop, "reg.1", 2, token),
		"another id":      accepts(testKey, PurposeManage, "reg.2", 2, strings.Replace(token, "reg.1", "reg.2", 1)),
		"revoked":         accepts(testKey, PurposeManage, "reg.1", 3, token),
		"an older one":    accepts(testKey, PurposeManage, "reg.1", 1, token),
		"another key":     accepts(Key{9}, PurposeManage, "reg.1", 2, token),
		"cut short":       accepts(testKey, PurposeManage, "reg.1", 2, token[:len(token)-1]),
		"made longer":     accepts(testKey, PurposeManage, "reg.1", 2, token+"A"),
		"padded":          accepts(testKey, PurposeManage, "reg.1", 2, token+"=="),
		"no signature":    accepts(testKey, PurposeManage, "reg.1", 2, "reg.1."),
		"the id alone":    accepts(testKey, PurposeManage, "reg.1", 2, "reg.1"),
		"a moved border":  accepts(testKey, PurposeManage, "reg", 2, "reg."+strings.TrimPrefix(token, "reg.1.")),
	} {
		if opens {
			t.Errorf("%s opens it", name)
		}
	}
	if mac := token[len("reg.1."):]; len(mac) != 22 {
		t.Errorf("the signature has %d characters, 128 bits are 22", len(mac))
	}
	for _, bad := range []string{"", ".", "x.", ".x", "x", strings.Repeat("x", 190) + "." + strings.Repeat("y", 22)} {
		if id, mac, ok := splitToken(bad); ok {
			t.Errorf("%.20q is taken apart into %q and %q", bad, id, mac)
		}
	}
}

// One changed character anywhere closes the door.
func TestTokenTampering(t *testing.T) {
	token := testKey.Token(PurposeManage, "01k0abc", 0)
	rapid.Check(t, func(rt *rapid.T) {
		at := rapid.IntRange(0, len(token)-1).Draw(rt, "at")
		to := rapid.SampledFrom([]byte("ABCxyz019-_.=")).Draw(rt, "to")
		if token[at] == to {
			return
		}
		forged := token[:at] + string(to) + token[at+1:]
		if id, mac, ok := splitToken(forged); ok && testKey.valid(PurposeManage, id, 0, mac) {
			rt.Errorf("%q opens %q", forged, id)
		}
	})
}

func TestFingerprint(t *testing.T) {
	other := testKey
	other[31]++
	if testKey.Fingerprint() == other.Fingerprint() {
		t.Error("a fingerprint does not tell keys apart")
	}
}

func TestNewIDsSortByTime(t *testing.T) {
	at := rfc(t, "2027-02-02T14:30:00Z")
	var ids []string
	for range 200 {
		ids = append(ids, NewID(at))
		at = at.Add(time.Millisecond)
	}
	if !slices.IsSorted(ids) {
		t.Error("later ids do not sort after earlier ones")
	}
	seen := map[string]bool{}
	for range 1000 {
		id := NewID(at)
		if len(id) != 26 || strings.Trim(id, "0123456789abcdefghjkmnpqrstvwxyz") != "" || seen[id] {
			t.Fatalf("%q is no new id", id)
		}
		seen[id] = true
	}
	if uid := newUID("reg-1"); !strings.HasPrefix(uid, "reg-1-") || len(uid) != len("reg-1-")+32 || uid == newUID("reg-1") {
		t.Errorf("the UID is %q", uid)
	}
}

func TestMessageID(t *testing.T) {
	base := Message{ID: "m1", About: AboutRegistration, AboutID: "reg-1", Kind: Confirmation, Rule: "", Sequence: 0}
	id := testKey.messageID(&base, "kantine.example")
	if len(id) > 60 || !strings.HasPrefix(id, "<") || !strings.HasSuffix(id, "@kantine.example>") {
		t.Errorf("got %q", id)
	}
	again := base
	again.ID, again.State, again.Attempts, again.DueAt = "m2", Retrying, 4, time.Unix(1, 0)
	if got := testKey.messageID(&again, "kantine.example"); got != id {
		t.Errorf("the same identity has %q and %q", id, got)
	}
	seen := map[string]string{id: "base"}
	for name, change := range map[string]func(*Message){
		"about": func(m *Message) { m.About = AboutAddress }, "about id": func(m *Message) { m.AboutID = "reg-2" },
		"kind": func(m *Message) { m.Kind = Update }, "rule": func(m *Message) { m.Rule = "-P1D" },
		"sequence":     func(m *Message) { m.Sequence = 1 },
		"a moved edge": func(m *Message) { m.AboutID, m.Kind = "reg-1confirmation", "" },
	} {
		m := base
		change(&m)
		got := testKey.messageID(&m, "kantine.example")
		if seen[got] != "" {
			t.Errorf("%s makes no difference to %s", name, seen[got])
		}
		seen[got] = name
	}
	if got := (Key{9}).messageID(&base, "kantine.example"); seen[got] != "" {
		t.Error("another installation has the same")
	}
	for _, length := range []int{4, 20, 31, 32, 37} {
		domain := strings.Repeat("d", length)
		if got := testKey.messageID(&base, domain); len(got) > 60 || len(got) < length+23 {
			t.Errorf("a domain of %d characters makes one of %d", length, len(got))
		}
	}
	long := strings.Repeat("d", 60)
	if got := testKey.messageID(&base, long); len(got) != 60+23 {
		t.Errorf("a domain of 60 characters leaves %q", got)
	}
}

func TestTokensOfPurposesDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range []Purpose{PurposeManage, PurposeStop, PurposeNewsletter} {
		for version := range 3 {
			seen[fmt.Sprint(testKey.Token(p, "x", version))] = true
		}
	}
	if len(seen) != 9 {
		t.Errorf("%d tokens for 3 purposes and 3 versions", len(seen))
	}
}
