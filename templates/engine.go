// Package templates decides how everything looks: pages, static files and the
// texts of letters, embedded and parsed once at start.
//
// It stands on floor 1. It is handed plain data (the View types here) and
// gives bytes back; it must not know the business in events, its rules or its
// disk. Words come from templates/locale.
package templates

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"

	"kantine/templates/locale"
)

//go:embed pages/*.html
var pageFiles embed.FS

// Engine renders pages and serves the static files they need. It never
// changes after New, so any number of goroutines may use it.
type Engine struct {
	catalog *locale.Catalog
	static  *staticFiles
	pages   map[pageKey]*template.Template
	buffers sync.Pool
}

// pageKey picks one of the parsed variants: texts are put in while parsing, so
// each language has its own, and so has the discreet version.
type pageKey struct {
	page     string
	lang     string
	discreet bool
}

// declared lists a view of every page. A file in pages/ that belongs to none,
// or a view whose file is missing, stops the start.
func declared() []View {
	return append(declaredDesk(),
		OfferPage{}, SessionPage{}, RegistrationPage{}, ErasedPage{},
		CheckMailPage{}, LostPage{}, StopPage{}, NewsletterPage{}, ErrorPage{},
		InterestPage{}, PrivacyPage{}, AccessibilityPage{}, APIDocsPage{}, MailboxPage{}, MailboxMessagePage{},
	)
}

// New parses every page in every language and renders each once, so that a
// mistake in a page stops the start instead of a visitor.
func New(catalog *locale.Catalog) (*Engine, error) {
	static, err := loadStatic()
	if err != nil {
		return nil, fmt.Errorf("static files: %w", err)
	}
	e := &Engine{catalog: catalog, static: static, pages: map[pageKey]*template.Template{}}
	e.buffers.New = func() any { return new(bytes.Buffer) }
	sources, err := readPages(pageFiles)
	if err != nil {
		return nil, err
	}
	if err := e.parse(sources, declared()); err != nil {
		return nil, err
	}
	for _, view := range declared() {
		for _, lang := range locale.Languages {
			if err := e.Render(io.Discard, lang, view); err != nil {
				return nil, err
			}
		}
	}
	return e, nil
}

// Render writes the page of v in lang. Nothing is written when it fails.
func (e *Engine) Render(w io.Writer, lang string, v View) error {
	if !locale.Known(lang) {
		lang = locale.Languages[0]
	}
	page, ok := e.pages[pageKey{v.page(), lang, v.layout().Discreet}]
	if !ok {
		return fmt.Errorf("page %s in %s is not declared", v.page(), lang)
	}
	buf := e.buffers.Get().(*bytes.Buffer)
	defer e.buffers.Put(buf)
	buf.Reset()
	if err := page.ExecuteTemplate(buf, "layout", v); err != nil {
		return fmt.Errorf("page %s: %w", v.page(), err)
	}
	_, err := w.Write(buf.Bytes())
	return err
}

// FieldMessage puts a field error in words: the catalogue's words for this
// very field ("errors.field.required.email") or else those for any field.
func (e *Engine) FieldMessage(lang, field, key string, args ...any) string {
	if special := key + "." + field; e.catalog.Has(lang, special) {
		key = special
	}
	return e.catalog.T(lang, key, args...)
}

// readPages gives the source of each file in pages/ by its name without .html.
func readPages(files fs.FS) (map[string]string, error) {
	names, err := fs.Glob(files, "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	sources := map[string]string{}
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("pages: %w", err)
		}
		sources[strings.TrimSuffix(path.Base(name), ".html")] = string(raw)
	}
	return sources, nil
}

// shared files hold the layout and the parts that several pages use.
var shared = []string{"layout", "desk_attendee_parts", "parts", "desk_parts", "desk_outbox_parts", "desk_text_parts", "desk_form_parts", "desk_session_parts", "desk_absence_parts"}

// parse builds every variant of every declared page. A page of prose stands in
// one file per language, privacy.nl.html; the others in one file for all.
func (e *Engine) parse(sources map[string]string, views []View) error {
	used := map[string]bool{}
	for _, name := range shared {
		used[name] = true
	}
	for _, v := range views {
		for _, lang := range locale.Languages {
			file := v.page()
			if _, ok := sources[file]; !ok {
				file += "." + lang
			}
			if _, ok := sources[file]; !ok {
				return fmt.Errorf("page %s has no file pages/%s.html", v.page(), file)
			}
			used[file] = true
			for _, discreet := range []bool{false, true} {
				t, err := e.variant(sources, file, voice{e.catalog, lang, discreet})
				if err != nil {
					return fmt.Errorf("page %s: %w", file, err)
				}
				e.pages[pageKey{v.page(), lang, discreet}] = t
			}
		}
	}
	for name := range sources {
		if !used[name] {
			return fmt.Errorf("pages/%s.html belongs to no declared page", name)
		}
	}
	return nil
}

func (e *Engine) variant(sources map[string]string, file string, voice voice) (*template.Template, error) {
	t := template.New(file).Funcs(voice.funcs()).Option("missingkey=error")
	for _, name := range append(append([]string{}, shared...), file) {
		source, err := e.prepare(sources[name], voice)
		if err != nil {
			return nil, err
		}
		if _, err := t.Parse(source); err != nil {
			return nil, err
		}
	}
	return t, nil
}
