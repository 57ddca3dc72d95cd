package exchange

import (
	"encoding/json"
	"testing"

	"kantine/events"
)

// sound holds what a reader promises of any input: an error that says
// something, or a Bundle without holes.
func sound(t *testing.T, programme, registrations []byte) {
	t.Helper()
	b, err := parse([]source{{programmeFile, programme}, {registrationsFile, registrations}}, "Europe/Amsterdam")
	if err != nil {
		if err.Error() == "" || events.CodeOf(err) == "" {
			t.Errorf("an error that says nothing: %#v", err)
		}
		return
	}
	for _, s := range b.Sessions {
		if s.Offering.ID == "" || len(s.Blocks) == 0 || !s.EndsAt().After(s.StartsAt()) {
			t.Errorf("unsound session: %+v", s)
		}
	}
	for _, r := range b.Registrations {
		if r.ID == "" || r.SessionID == "" || r.BlockID == "" {
			t.Errorf("unsound registration: %+v", r)
		}
	}
}

// FuzzParse looks for anything that makes the reader panic or lets a hole by.
func FuzzParse(f *testing.F) {
	f.Add(demoProgramme, demoRegistrations)
	f.Add([]byte(small), []byte(smallRegistrations))
	f.Add([]byte(`{"schema":"kantine/1","programme":{"id":"p"},"sessions":[{"id":"s","blocks":[null]}]}`), []byte("id,session\n\"\n"))
	f.Add([]byte(`{"elearning":{"modules":[{}`), []byte("id;session"))
	f.Fuzz(sound)
}

// TestEveryValueReplaced puts odd values in the place of each value of the
// demo, which bytes changed at random rarely manage.
func TestEveryValueReplaced(t *testing.T) {
	var file any
	if err := json.Unmarshal(demoProgramme, &file); err != nil {
		t.Fatal(err)
	}
	file = shortened(file)
	odd := []any{nil, -1, 0.5, "", "\x00", []any{nil}, map[string]any{"": nil}}
	tried := 0
	replaceEach(file, func() {
		raw, err := json.Marshal(file)
		if err != nil {
			t.Fatal(err)
		}
		sound(t, raw, []byte("id,session\n"))
		tried++
	}, odd)
	if tried < 2000 {
		t.Errorf("only %d values tried: the demo is not walked", tried)
	}
}

// shortened keeps one element of each list.
func shortened(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = shortened(v[key])
		}
	case []any:
		if len(v) > 1 {
			v = v[:1]
		}
		for i := range v {
			v[i] = shortened(v[i])
		}
		return v
	}
	return v
}

// replaceEach runs try with every value below v replaced by every odd one.
func replaceEach(v any, try func(), odd []any) {
	each := func(inner any, set func(any)) {
		for _, o := range odd {
			set(o)
			try()
		}
		set(inner)
		replaceEach(inner, try, odd)
	}
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			each(inner, func(o any) { v[key] = o })
		}
	case []any:
		for i, inner := range v {
			each(inner, func(o any) { v[i] = o })
		}
	}
}
