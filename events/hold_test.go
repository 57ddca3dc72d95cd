package events_test

import (
	"strings"
	"testing"

	"kantine/events"
)

func TestNothingLeavesWhileMailIsOnHold(t *testing.T) {
	s := newStory(t)
	session := s.with(nil, events.RuleInput{Offset: "-P7D"})
	s.register(session, "kim")
	inHand := s.claim()
	ctx := events.WithActor(s.ctx, "ann")
	s.must(s.PauseMail(ctx, events.HoldByHand))
	s.later(1)
	s.must(s.PauseMail(ctx, events.HoldRestored)) // it is on hold already
	if hold, err := s.MailHold(s.ctx); err != nil || hold.Reason != events.HoldByHand || !hold.Since.Equal(s.time("2027-01-04T12:00")) {
		t.Errorf("hold %+v, %v", hold, err)
	}
	if mine, err := inHand[0].StillMine(s.ctx); mine || err != nil {
		t.Errorf("a letter in hand still goes: %v", err)
	}
	s.settle(inHand[0], events.OutcomeLost)
	s.sent = nil
	s.at("2027-02-03T15:00")
	s.mails()
	if queue, err := s.Queue(s.ctx); err != nil || !queue.Hold.On() || queue.Unsent != 2 {
		t.Errorf("queue %+v, %v", queue, err)
	}
	s.must(s.ResumeMail(ctx))
	s.must(s.ResumeMail(ctx))
	s.mails("kim confirmation REQUEST 0", "kim reminder -P7D")
	if got := strings.Join(s.audited(), ", "); got != "mail_paused by-hand, mail_resumed" {
		t.Errorf("written down: %s", got)
	}
}
