package mailer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"

	"kantine/events"
)

// stage is how far a letter came in the conversation (RFC 5321 §3.3).
type stage int

const (
	stageMail stage = iota
	stageRcpt
	stageData
	stageBody
	stageEnd
)

func (s stage) String() string { return [...]string{"MAIL", "RCPT", "DATA", "body", "end of data"}[s] }

// health tells whether a connection can carry another letter.
type health bool

const (
	sound  health = true
	broken health = false
)

// send speaks one letter. It uses go-mail's SMTP client by the command and not
// its SendWithSMTPClient, which renders the mail a second time, leaves no place
// between the lease's check and MAIL FROM, and tells a network error after the
// final dot from one before it only by its text.
func (c *connection) send(ctx context.Context, e envelope, stillMine func(context.Context) (bool, error)) (events.Outcome, health) {
	if stillMine != nil {
		mine, err := stillMine(ctx)
		if err != nil {
			return events.Outcome{Status: events.OutcomeLost, Detail: "the lease could not be checked: " + err.Error()}, sound
		}
		if !mine {
			return events.Outcome{Status: events.OutcomeLost, Detail: "the lease had passed on"}, sound
		}
	}
	if err := c.client.Mail("<" + e.from + ">"); err != nil {
		return c.fail(stageMail, err)
	}
	if err := c.client.Rcpt("<" + e.to + ">"); err != nil {
		return c.fail(stageRcpt, err)
	}
	w, err := c.client.Data()
	if err != nil {
		return c.fail(stageData, err)
	}
	// Without the final dot the server keeps nothing (RFC 5321 §4.1.1.4).
	if _, err := w.Write(e.raw); err != nil {
		return c.fail(stageBody, err)
	}
	if err := w.Close(); err != nil {
		return c.fail(stageEnd, err)
	}
	return events.Outcome{Status: events.OutcomeDelivered, Code: 250}, sound
}

// fail sorts an error and readies the connection for another letter, or gives
// it up.
func (c *connection) fail(at stage, err error) (events.Outcome, health) {
	c.failedAt = at
	var reply *textproto.Error
	if !errors.As(err, &reply) {
		if at == stageEnd {
			return events.Outcome{Status: events.OutcomeInDoubt, Detail: at.String() + ": " + err.Error()}, broken
		}
		return unreachable(at.String(), err), broken
	}
	outcome := replied(at, reply)
	if outcome.Status == events.OutcomeUnreachable || c.client.Reset() != nil {
		return outcome, broken
	}
	return outcome, sound
}

// replied sorts a refusal. A 5yz is only the letter's own fault where it is
// about the recipient, or, as 55x, about sender or content; the rest says that
// server and mailer do not agree, which retrying or a person mends.
func replied(at stage, reply *textproto.Error) events.Outcome {
	o := events.Outcome{Code: reply.Code, Enhanced: enhanced(reply)}
	// The status comes first, for whoever sorts by it.
	o.Detail = fmt.Sprintf("%s at %s: %d %s", cmp.Or(o.Enhanced, strconv.Itoa(o.Code)), at, reply.Code, reply.Msg)
	switch code := reply.Code; {
	case connectionFault(code):
		o.Status = events.OutcomeUnreachable
	case code/100 == 4:
		o.Status = events.OutcomeTemporary
	case at == stageRcpt && code/100 == 5,
		(at == stageMail || at == stageEnd) && code/10 == 55:
		o.Status = events.OutcomePermanent
	case at == stageMail:
		o.Status = events.OutcomeUnreachable
	case code/100 == 5:
		o.Status = events.OutcomeTemporary
	default:
		o.Status = events.OutcomeUnreachable
	}
	return o
}

// connectionFault tells replies that speak of the conversation and not of the
// letter: closing down (421), out of step (503), and demands for a log-in or
// encryption (530, 534, 535, 538).
func connectionFault(code int) bool {
	switch code {
	case 421, 503, 530, 534, 535, 538:
		return true
	}
	return false
}

var enhancedForm = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// enhanced gives the status of RFC 3463 that agrees with the reply's class.
func enhanced(reply *textproto.Error) string {
	status := enhancedForm.FindString(strings.TrimSpace(reply.Msg))
	if status == "" || int(status[0]-'0') != reply.Code/100 {
		return ""
	}
	return status
}

// unreachable is for errors before anything was handed over.
func unreachable(doing string, err error) events.Outcome {
	o := events.Outcome{Status: events.OutcomeUnreachable, Detail: doing + ": " + err.Error()}
	var reply *textproto.Error
	if errors.As(err, &reply) {
		o.Code, o.Enhanced = reply.Code, enhanced(reply)
	}
	return o
}
