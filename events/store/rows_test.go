package store

import (
	"testing"
	"time"

	"kantine/events"
)

// TestPlace puts each kind of value in each kind of place: a wrong pair is an
// error and leaves the place as it was.
func TestPlace(t *testing.T) {
	var (
		text  = "was"
		state = events.Held
		big   = int64(7)
		small = 7
		yes   = true
		blob  = []byte("was")
		at    = time.UnixMicro(7).UTC()
	)
	for _, test := range []struct {
		name  string
		dest  any
		value any
		ok    bool
		is    func() bool
	}{
		{"text", &text, "is", true, func() bool { return text == "is" }},
		{"text of a type", &state, "queued", true, func() bool { return state == events.Queued }},
		{"number", &big, int64(-1 << 62), true, func() bool { return big == -1<<62 }},
		{"int", &small, int64(-3), true, func() bool { return small == -3 }},
		{"false", &yes, int64(0), true, func() bool { return !yes }},
		{"true", &yes, int64(1), true, func() bool { return yes }},
		{"blob", &blob, []byte{0, 1}, true, func() bool { return string(blob) == "\x00\x01" }},
		{"by itself", instant{&at}, int64(8), true, func() bool { return at.UnixMicro() == 8 }},
		{"nothing by itself", reference{&text}, nil, true, func() bool { return text == "" }},
		{"nothing", &text, nil, false, func() bool { return text == "" }},
		{"nothing in a number", &big, nil, false, func() bool { return big == -1<<62 }},
		{"number in a text", &text, int64(1), false, func() bool { return text == "" }},
		{"number in a text of a type", &state, int64(1), false, func() bool { return state == events.Queued }},
		{"text in a number", &small, "1", false, func() bool { return small == -3 }},
		{"text in a truth", &yes, "1", false, func() bool { return yes }},
		{"text in a blob", &blob, "1", false, func() bool { return len(blob) == 2 }},
		{"text in what is no place", &struct{}{}, "1", false, func() bool { return true }},
		{"fraction", &big, 1.5, false, func() bool { return big == -1<<62 }},
	} {
		if err := place(test.dest, test.value); (err == nil) != test.ok || !test.is() {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// TestRowsOfAConnection reads through both ends of a result, and asks the wrong
// number of columns.
func TestRowsOfAConnection(t *testing.T) {
	_, path := openedSQLite(t)
	c, err := newConnection(t.Context(), sqliteURL(path, "-2000"), sqliteFault)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	found, err := c.QueryContext(t.Context(), "SELECT ? AS a, ? AS b UNION ALL SELECT ?, ?", 1, "x", events.Held, true)
	if err != nil {
		t.Fatal(err)
	}
	var number int64
	var text string
	if !found.Next() || found.Scan(&number) == nil || found.Scan(&number, &text) != nil || number != 1 || text != "x" {
		t.Errorf("first row: %d %q", number, text)
	}
	if !found.Next() || found.Scan(&text, &number) != nil || number != 1 || text != "held" {
		t.Errorf("second row: %q %d", text, number)
	}
	more, again := found.Next(), found.Next()
	if more || again || found.Err() != nil {
		t.Errorf("after the last: %v", found.Err())
	}
	_, wrong := c.QueryContext(t.Context(), "SELECT ?", struct{}{})
	_, nonsense := c.QueryContext(t.Context(), "SELEKT")
	if err := found.Close(); err != nil || wrong == nil || nonsense == nil || c.broken != nil {
		t.Errorf("%v, %v, %v, %v", err, wrong, nonsense, c.broken)
	}
}
