package templates

import (
	"strings"
	"sync"
)

// ownTexts keeps texts of the house's own as they were parsed, by their very
// words: there is nothing in it that could be out of date.
type ownTexts struct {
	mu     sync.RWMutex
	parsed map[ownKey]*mailText // nil for a text that Check refuses
}

type ownKey struct{ key, source string }

// maxOwnTexts is how many are kept: every key in both languages a few times
// over.
const maxOwnTexts = 500

// text is the house's own where there is one that can be read, else the
// embedded one.
func (m *Mails) text(own map[string]string, lang, key string) mailText {
	source, ok := own[key]
	if !ok {
		return m.texts[lang][key]
	}
	k := ownKey{key, source}
	m.own.mu.RLock()
	parsed, known := m.own.parsed[k]
	m.own.mu.RUnlock()
	if !known {
		if t, faults := readMailText(key, source); faults == nil {
			parsed = &t
		}
		m.own.mu.Lock()
		if m.own.parsed == nil || len(m.own.parsed) >= maxOwnTexts {
			m.own.parsed = map[ownKey]*mailText{}
		}
		m.own.parsed[k] = parsed
		m.own.mu.Unlock()
	}
	if parsed == nil {
		return m.texts[lang][key]
	}
	return *parsed
}

// Keys lists the texts there are, in the order of their file: each kind of
// letter, its discreet form, and the frames that letters share.
func (m *Mails) Keys() []string { return append([]string(nil), m.keys...) }

// Source is the Markdown of an embedded text.
func (m *Mails) Source(lang, key string) (source string, ok bool) {
	t, ok := m.texts[lang][key]
	return t.source, ok
}

func mailKeys(source string) []string {
	var keys []string
	for line := range strings.Lines(source) {
		if key, ok := strings.CutPrefix(line, "## "); ok {
			keys = append(keys, strings.TrimSpace(key))
		}
	}
	return keys
}

// Showing is the letter in which a text is seen: a frame has none of its own.
type Showing struct {
	Kind               string
	Discreet, Nameless bool
}

// Shows tells in which letter the text of a key is seen.
func Shows(key string) Showing {
	const most = "confirmation"
	kind, discreet := strings.CutSuffix(key, discreetMail)
	switch {
	case key == greetingKey:
		return Showing{Kind: most}
	case key == namelessKey:
		return Showing{Kind: most, Nameless: true}
	case kind == footerKey:
		return Showing{Kind: most, Discreet: discreet}
	}
	return Showing{Kind: strings.TrimPrefix(kind, footerKey+"-"), Discreet: discreet}
}
