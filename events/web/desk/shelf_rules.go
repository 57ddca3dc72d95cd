package desk

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"kantine/events"
	"kantine/templates"
)

// ruleRows is how many reminders a form takes; ruleBlanks how many empty ones
// it offers.
const (
	ruleRows   = 10
	ruleBlanks = 2
)

// ruleAs begins the choice that keeps a rule as it is which the form has no
// words for; its id follows.
const ruleAs = "as:"

// ruleKinds are the reminders that a form has words for.
var ruleKinds = []struct {
	key, before, after, anchor, kind string
	unit                             time.Duration
}{
	{"days_before", "-P", "D", "", "", 0},
	{"hours_before", "-PT", "H", "", "", time.Hour},
	{"minutes_before", "-PT", "M", "", "", time.Minute},
	{"days_after", "P", "D", events.AnchorEnd, string(events.RuleFollowUp), 0},
	{"hours_after", "PT", "H", events.AnchorEnd, string(events.RuleFollowUp), time.Hour},
}

func rowCount(i int) string { return fmt.Sprintf("reminders[%d].offset", i) }
func rowWhat(i int) string  { return fmt.Sprintf("reminders[%d].what", i) }

// setRules writes rules into the values of a form.
func setRules(values url.Values, rules []events.ReminderRule) {
	for i, rule := range rules {
		count, what := ruleRow(rule)
		values.Set(rowCount(i), count)
		values.Set(rowWhat(i), what)
	}
}

// ruleRow is how a form says a rule.
func ruleRow(rule events.ReminderRule) (count, what string) {
	kind := string(rule.Kind)
	if rule.Kind == events.RuleReminder {
		kind = ""
	}
	for _, k := range ruleKinds {
		n := rule.Offset.Days
		if k.unit > 0 {
			n = int(rule.Offset.Elapsed / k.unit)
		}
		if k.before[0] == '-' {
			n = -n
		}
		count := strconv.Itoa(n)
		offset, err := events.ParseOffset("", k.before+count+k.after)
		if n > 0 && err == nil && offset == rule.Offset && k.anchor == rule.Anchor && k.kind == kind {
			return count, k.key
		}
	}
	return "", ruleAs + rule.ID()
}

// typedRules reads the rules of a form, and closes the gaps that emptied rows
// leave, so that the rows keep the order of the rules.
func typedRules(values url.Values) []events.RuleInput {
	rules := []events.RuleInput{}
	for i := range ruleRows {
		count, what := strings.TrimSpace(values.Get(rowCount(i))), values.Get(rowWhat(i))
		values.Del(rowCount(i))
		values.Del(rowWhat(i))
		if count == "" && !strings.HasPrefix(what, ruleAs) {
			continue
		}
		values.Set(rowCount(len(rules)), count)
		values.Set(rowWhat(len(rules)), what)
		rules = append(rules, typedRule(count, what))
	}
	return rules
}

func typedRule(count, what string) events.RuleInput {
	if id, is := strings.CutPrefix(what, ruleAs); is && count == "" {
		rule, _ := events.ParseRule(id)
		return events.RuleInput{Offset: rule.Offset.String(), Anchor: rule.Anchor, Kind: string(rule.Kind)}
	}
	for _, k := range ruleKinds {
		if n, err := strconv.Atoi(count); k.key == what && err == nil && n > 0 {
			return events.RuleInput{Offset: k.before + strconv.Itoa(n) + k.after, Anchor: k.anchor, Kind: k.kind}
		}
	}
	return events.RuleInput{Offset: count} // is refused
}

// ruleFields are the rows of a form, the last ones empty.
func ruleFields(values url.Values) []templates.DeskField {
	filled := 0
	for i := range ruleRows {
		if values.Has(rowCount(i)) {
			filled = i + 1
		}
	}
	var fields []templates.DeskField
	for i := range min(filled+ruleBlanks, ruleRows) {
		f := templates.DeskField{Name: rowCount(i), Key: "reminder", Kind: "pair", No: i + 1, Value: values.Get(rowCount(i)), PairName: rowWhat(i), Pair: values.Get(rowWhat(i))}
		for _, k := range ruleKinds {
			f.Options = append(f.Options, templates.DeskOption{Value: k.key, Key: "rule_" + k.key})
		}
		if id, is := strings.CutPrefix(f.Pair, ruleAs); is {
			f.Options = append(f.Options, templates.DeskOption{Value: f.Pair, Label: id})
		}
		fields = append(fields, f)
	}
	return fields
}

// ruleRefusal speaks of the numbers that a form asks for, and not of ISO 8601.
func ruleRefusal(err error) error {
	var refusal *events.Error
	if !errors.As(err, &refusal) {
		return err
	}
	for i := range refusal.Problems {
		p := &refusal.Problems[i]
		if strings.HasPrefix(p.Field, "reminders[") && p.Key == "duration" {
			p.Key = "rule_count"
		}
	}
	return refusal
}

// figure reads a whole number; -1, which no field takes, for anything else.
func figure(typed string) int {
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	if err != nil {
		return -1
	}
	return n
}

// maybeFigure is figure for a field that may be empty.
func maybeFigure(typed string) *int {
	if strings.TrimSpace(typed) == "" {
		return nil
	}
	n := figure(typed)
	return &n
}

// figureText is what maybeFigure reads.
func figureText(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
