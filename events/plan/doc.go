// Package plan weighs plans: what stands in the way of a session, what can be
// done when a facilitator is absent, and on which dates a series falls, each
// with its reasons.
//
// It is on floor 1 and implements events.Planner. It is pure: no disk, no
// network, no clock of its own and no words, which are the catalogue's under
// "plan.". It must not know how a plan is stored, shown or mailed.
//
// The rules R1 to R7 and R18 it goes by are the programme's figures where it
// has them, and the constants in this package where it has not.
package plan
