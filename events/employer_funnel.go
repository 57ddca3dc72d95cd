package events

import (
	"context"
	"strings"
)

// Funnel is how far an employer is, and what is to be done next.
type Funnel struct {
	Stage      Stage
	NextAction string
	// NextActionOn is a day as typed; "" for none.
	NextActionOn string
}

// Funnel is that of the employer.
func (e *Employer) Funnel() Funnel {
	f := Funnel{Stage: e.Stage}
	if e.NextAction != nil {
		f.NextAction = *e.NextAction
	}
	if e.NextActionOn != nil {
		f.NextActionOn = string(*e.NextActionOn)
	}
	return f
}

// Mark tells one Funnel from another.
func (f Funnel) Mark() string { return mark(f) }

// SetFunnel moves an employer along; was is the mark of the Funnel that was
// read. Refusals: CodeValidation, CodeVersionConflict with the present Funnel.
func (s *Service) SetFunnel(ctx context.Context, id string, f Funnel, was string) error {
	var p problems
	f.check(&p)
	if err := p.err(); err != nil {
		return err
	}
	return s.changeEmployer(ctx, id, AuditEmployerFunnel, func(_ context.Context, _ Tx, e *Employer) error {
		if now := e.Funnel(); now.Mark() != was && now != f {
			return changedMeanwhile(now)
		}
		e.setFunnel(f)
		return nil
	})
}

func (e *Employer) setFunnel(f Funnel) {
	e.Stage, e.NextAction, e.NextActionOn = f.Stage, nil, nil
	if f.NextAction != "" {
		e.NextAction = &f.NextAction
	}
	if f.NextActionOn != "" {
		on := Date(f.NextActionOn)
		e.NextActionOn = &on
	}
}

// maxAction is the length of a next action, in characters.
const maxAction = 200

func (f *Funnel) check(p *problems) {
	if !knownStage(f.Stage) {
		p.add("stage", "unknown_choice", "Value", string(f.Stage))
	}
	f.NextAction = checkLine(p, "next_action", f.NextAction, maxAction)
	if strings.TrimSpace(f.NextActionOn) == "" {
		f.NextActionOn = ""
		return
	}
	day, err := TypedDay("next_action_on", f.NextActionOn)
	_ = p.take(err) // refuses this field only
	f.NextActionOn = string(day)
}
