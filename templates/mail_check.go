package templates

import (
	"errors"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a text, in characters.
const (
	maxMailText = 8000
	maxSubject  = 150
)

// TextFault is one thing that is wrong with a mail text.
type TextFault struct {
	// Line counts from 1; it is 0 where something is missing.
	Line int
	// Rule is a word for what is wrong: the catalogue has a sentence with the
	// cure for each under "errors.field.mail_".
	Rule string
	// Name is the field, or the number, that the sentence is about; may be empty.
	Name string
}

// Check tells what is wrong with a text that is to stand in the place of an
// embedded one. A text without faults makes a letter as the house wants it:
// nothing is left unrendered, text and HTML say the same, and what its readers
// cannot do without is there.
func (m *Mails) Check(key, source string) []TextFault {
	_, faults := readMailText(key, source)
	return faults
}

func readMailText(key, source string) (mailText, []TextFault) {
	source = strings.ReplaceAll(source, "\r\n", "\n")
	if utf8.RuneCountInString(source) > maxMailText {
		return mailText{}, []TextFault{{Rule: "too_long", Name: strconv.Itoa(maxMailText)}}
	}
	var faults []TextFault
	for i, line := range strings.Split(source, "\n") {
		faults = append(faults, lineFaults(i+1, line, allowedFields(key))...)
	}
	if len(faults) > 0 {
		return mailText{}, faults
	}
	text, err := parseMailText(key, source)
	var wrong *misfit
	switch {
	case errors.As(err, &wrong):
		return text, []TextFault{{Line: wrong.line, Rule: "markdown"}}
	case errors.Is(err, errNoSubject):
		return text, []TextFault{{Line: 1, Rule: "subject"}}
	case err != nil:
		return text, []TextFault{{Rule: "empty"}}
	}
	if first, _, _ := strings.Cut(source, "\n"); !isFrame(key) && utf8.RuneCountInString(first) > maxSubject {
		faults = append(faults, TextFault{Line: 1, Rule: "subject_long", Name: strconv.Itoa(maxSubject)})
	}
	return text, append(faults, missingFields(key, text)...)
}

// leftover are marks by which checkers know a letter that was not rendered.
var leftover = regexp.MustCompile(`%!\w?\(|\bundefined\b|\bNaN\b|\b0001-01-01`)

// lineFaults looks at one line: its characters and its fields. An entity is
// looked at as what it will be read as.
func lineFaults(number int, line string, allowed []string) []TextFault {
	read := html.UnescapeString(line)
	if strings.ContainsFunc(line+read, forbiddenInText) {
		return []TextFault{{Line: number, Rule: "control"}}
	}
	var faults []TextFault
	add := func(rule, name string) { faults = append(faults, TextFault{number, rule, name}) }
	if mark := leftover.FindString(read); mark != "" {
		add("leftover", mark)
	}
	if strings.Count(read, "{") != strings.Count(line, "{") || strings.Count(read, "}") != strings.Count(line, "}") {
		add("brace", "")
	}
	for rest := line; ; {
		before, after, found := strings.Cut(rest, "{{")
		switch {
		case strings.Contains(before, "}}"):
			add("closed", "")
		case strings.ContainsAny(before, "{}"):
			add("brace", "")
		}
		if !found {
			return faults
		}
		name, next, closed := strings.Cut(after, "}}")
		if !closed {
			add("open", "")
			return faults
		}
		switch right := strings.ToLower(strings.TrimSpace(name)); {
		case slices.Contains(allowed, name):
		case slices.Contains(mailFields, name):
			add("theme_field", name)
		case slices.Contains(allowed, right):
			add("spelling", right)
		default:
			add("unknown_field", shortened(name))
		}
		rest = next
	}
}

// shortened keeps a name that is none from filling the page.
func shortened(name string) string {
	if runes := []rune(name); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return name
}

// forbiddenInText is what no line may hold: control and format characters,
// those of nobody's use among them, and other line ends.
func forbiddenInText(r rune) bool {
	return r == utf8.RuneError || unicode.In(r, unicode.C, unicode.Zl, unicode.Zp)
}

// requiredFields is what the readers of a letter cannot do without, by key; a
// discreet text needs what its kind does. The plain text shows when, and a
// letter that asks one thing has the link for it.
var requiredFields = map[string][]string{
	greetingKey:                 {"name"},
	footerKey:                   {"manage_link", "stop_link"},
	"footer-newsletter_confirm": {"stop_link"},
	"confirmation":              {"date", "time", "where", "join_link"},
	"update":                    {"date", "time", "where", "join_link"},
	"cancellation":              {"date", "time"},
	"withdrawal":                {"date", "time"},
	"waitlist":                  {"date", "time"},
	"offer":                     {"date", "time", "manage_link", "hold_until"},
	"reminder":                  {"date", "time", "where", "join_link"},
	"link":                      {"manage_link"},
	"already_registered":        {"manage_link"},
	"newsletter_confirm":        {"action_link"},
	"password_reset":            {"action_link"},
	"account_invitation":        {"action_link"},
	"assignment":                {"date", "time", "where", "join_link"},
	"assignment_update":         {"date", "time", "where", "join_link"},
	"assignment_cancellation":   {"date", "time"},
	"site_update":               {"date", "time"},
	"site_cancellation":         {"date", "time"},
	"invitation":                {"action_link"},
	"popup_checklist":           {"action_link"},
	"learning_nudge":            {"action_link"},
}

// RequiredFields lists the fields that a text must have in its body.
func RequiredFields(key string) []string {
	return slices.Clone(requiredFields[strings.TrimSuffix(key, discreetMail)])
}

// AllowedFields lists the fields that a text may have: a discreet one only
// those that do not tell the theme, and what those who lead a session need.
func AllowedFields(key string) []string { return slices.Clone(allowedFields(key)) }

// missingFields tells which required fields a text lacks, or has only on lines
// that fall away with an empty link.
func missingFields(key string, text mailText) []TextFault {
	required := RequiredFields(key)
	// Links that every letter of the key has.
	always := []string{"manage_link", "stop_link", "offer_link"}
	if slices.Contains(required, "action_link") {
		always = append(always, "action_link")
	}
	var faults []TextFault
	for _, name := range required {
		found, stays := false, false
		for _, block := range text.body {
			for _, lines := range block.items {
				for _, line := range lines {
					if !line.has(name) {
						continue
					}
					found = true
					stays = stays || !slices.ContainsFunc(line, func(t mailToken) bool {
						return isLink(t.field) && t.field != name && !slices.Contains(always, t.field)
					})
				}
			}
		}
		switch {
		case !found:
			faults = append(faults, TextFault{Rule: "missing", Name: name})
		case !stays:
			faults = append(faults, TextFault{Rule: "falls_away", Name: name})
		}
	}
	return faults
}

func (line mailLine) has(field string) bool {
	return slices.ContainsFunc(line, func(t mailToken) bool { return t.field == field })
}
