// Package locale knows the languages Kantine speaks: the texts by key, plurals,
// dates and times in words, and the order of Dutch names.
//
// It stands on floor 1 beneath templates. It must not know pages, mails or
// rules: it is handed a language, a key and values, and gives words back.
package locale

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed catalog/*.toml
var catalogFiles embed.FS

// Catalog holds every text in every language. It never changes after Load, so
// any number of goroutines may use it.
type Catalog struct {
	languages map[string]*texts
}

// texts are those of one language.
type texts struct {
	messages  map[string]message
	localizer *i18n.Localizer
	dates     dateWords
}

// message is one text, prepared so that the common case is a map look-up.
type message struct {
	file string
	// plain is the whole text where it has neither arguments nor plural forms.
	plain string
	// sentence is the text with arguments; nil for a plain or plural one.
	sentence *sentence
	// names are the arguments it needs, sorted, "Count" included for a plural.
	names []string
}

// Load parses the embedded catalogues. It fails on a file that is not named
// area.language.toml, on a text that is empty, defined twice or written with
// anything but {{.Name}}, and on a plural without the forms its language needs.
func Load() (*Catalog, error) {
	files, err := fs.Sub(catalogFiles, "catalog")
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	return load(files)
}

func load(files fs.FS) (*Catalog, error) {
	names, err := fs.Glob(files, "*.toml")
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	bundle := i18n.NewBundle(language.Make(Languages[0]))
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	c := &Catalog{languages: make(map[string]*texts, len(Languages))}
	for _, lang := range Languages {
		c.languages[lang] = &texts{messages: map[string]message{}}
	}
	for _, name := range names {
		if err := c.add(bundle, files, name); err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", name, err)
		}
	}
	for _, lang := range Languages {
		t := c.languages[lang]
		t.localizer = i18n.NewLocalizer(bundle, lang)
		if t.dates, err = readDateWords(t.messages); err != nil {
			return nil, fmt.Errorf("catalogue dates.%s: %w", lang, err)
		}
	}
	return c, nil
}

func (c *Catalog) add(bundle *i18n.Bundle, files fs.FS, name string) error {
	parts := strings.Split(path.Base(name), ".")
	if len(parts) != 3 || !Known(parts[1]) {
		return errors.New("not named area.language.toml with a known language")
	}
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	file, err := bundle.ParseMessageFileBytes(raw, name)
	if err != nil {
		return err
	}
	known := c.languages[parts[1]].messages
	for _, m := range file.Messages {
		if first, double := known[m.ID]; double {
			return fmt.Errorf("%s stands in %s already", m.ID, first.file)
		}
		prepared, err := prepare(m)
		if err != nil {
			return fmt.Errorf("%s: %w", m.ID, err)
		}
		prepared.file = name
		known[m.ID] = prepared
	}
	return nil
}

// prepare checks one parsed message. A key that happens to be one of go-i18n's
// reserved words (description, one, other, id …) makes its whole table one
// message without a word of complaint from the library; it surfaces here as a
// text that is empty or lacks a form.
func prepare(m *i18n.Message) (message, error) {
	if m.Other == "" {
		return message{}, errors.New("has no text; is one of its keys a reserved word such as description, id or one?")
	}
	if m.Zero+m.Two+m.Few+m.Many != "" {
		return message{}, errors.New("has a plural form that no language here uses")
	}
	other, err := parseSentence(m.Other)
	if err != nil {
		return message{}, err
	}
	if m.One == "" {
		if slices.Contains(other.names, countArg) {
			return message{}, errors.New("counts, so it needs the forms one and other")
		}
		if len(other.names) == 0 {
			return message{plain: m.Other}, nil
		}
		return message{sentence: other, names: sortedSet(other.names)}, nil
	}
	one, err := parseSentence(m.One)
	if err != nil {
		return message{}, err
	}
	names := append([]string{countArg}, other.names...)
	return message{names: sortedSet(append(names, one.names...))}, nil
}

func sortedSet(names []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(names)))
}

// T gives the text for key in lang with its arguments filled in; args are name
// and value in turn, and one named "Count" chooses the plural form. A language
// it does not know gets the default one. An unknown key or a missing argument
// is a mistake in the program and gives the key between « and », which no text
// contains, so that tests find it.
func (c *Catalog) T(lang, key string, args ...any) string {
	t := c.texts(lang)
	m, ok := t.messages[key]
	if !ok {
		return "«" + key + "»"
	}
	if m.plain != "" {
		return m.plain
	}
	var text string
	var err error
	if m.sentence != nil {
		text, err = m.sentence.Execute(pairs(args))
	} else {
		text, err = t.plural(key, args)
	}
	if err != nil {
		return "«" + key + "»"
	}
	return text
}

func (t *texts) plural(key string, args pairs) (string, error) {
	count, ok := args.value(countArg)
	if !ok {
		return "", errMissing
	}
	return t.localizer.Localize(&i18n.LocalizeConfig{
		MessageID:      key,
		PluralCount:    count,
		TemplateData:   args,
		TemplateParser: sentenceParser{},
	})
}

// Has tells whether the language itself has a text for key.
func (c *Catalog) Has(lang, key string) bool {
	t, ok := c.languages[lang]
	if !ok {
		return false
	}
	_, ok = t.messages[key]
	return ok
}

// Keys lists the keys of a language in order.
func (c *Catalog) Keys(lang string) []string {
	t, ok := c.languages[lang]
	if !ok {
		return nil
	}
	return slices.Sorted(maps.Keys(t.messages))
}

func (c *Catalog) texts(lang string) *texts {
	if t, ok := c.languages[lang]; ok {
		return t
	}
	return c.languages[Languages[0]]
}
