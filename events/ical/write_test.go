package ical

import (
	"testing"

	goical "github.com/emersion/go-ical"
)

func TestParseBackSeesWhatSlippedIn(t *testing.T) {
	o := writer().object("PUBLISH")
	e := writer().entryOf(&Seat{Registration: letter(t).Registration, Session: letter(t).Session, Block: letter(t).Block})
	e.status = statusConfirmed
	if err := o.add(e); err != nil {
		t.Fatal(err)
	}
	p := goical.NewProp(goical.PropAttendee)
	p.Params.Set(goical.ParamCommonName, "x:y\r\nATTENDEE;CN=z")
	p.Value = "mailto:a@b.example"
	o.events[0].Props.Set(p)
	if raw, err := o.bytes(); err == nil {
		t.Errorf("not seen:\n%s", raw)
	}
}

func TestDecoderPanicsAreErrors(t *testing.T) {
	for _, line := range []string{"ATTENDEE;CN=foo", `ATTENDEE;CN="foo"bar:x`, "DTSTART;TZID=/x"} {
		if _, err := parse([]byte("BEGIN:VCALENDAR\r\n" + line + "\r\nEND:VCALENDAR\r\n")); err == nil {
			t.Errorf("%s is taken", line)
		}
	}
}
