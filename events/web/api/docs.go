package api

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kantine/events/web/reply"
	"kantine/templates"
)

// docs is "/api/docs": the document for people. It is public, as the document
// is; the calls are not.
func (a *API) docs(w http.ResponseWriter, r *http.Request) error {
	page := a.document.page()
	page.Layout = a.Reply.Layout(r)
	page.Path = docsPath
	header := w.Header()
	header.Add("Vary", "Accept-Encoding")
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || r.Method == http.MethodHead {
		return a.Reply.Page(w, r, http.StatusOK, page)
	}
	// The page says much the same of every call: it shrinks to an eighth.
	var body bytes.Buffer
	zip := gzip.NewWriter(&body)
	if err := errors.Join(a.Reply.Pages.Render(zip, reply.Language(r), page), zip.Close()); err != nil {
		return err
	}
	header.Add("Vary", "Accept-Language")
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Encoding", "gzip")
	header.Set("Content-Length", strconv.Itoa(body.Len()))
	// The visitor may have left; there is nobody to tell.
	_, _ = w.Write(body.Bytes())
	return nil
}

// page is the document as a page, all from the struct that the document is
// printed from.
func (d *document) page() templates.APIDocsPage {
	page := templates.APIDocsPage{
		Title: d.api.Info.Title, Version: d.api.Info.Version, Intro: d.api.Info.Description, Server: d.api.Servers[0].URL,
		DocumentPath: documentPath,
	}
	for _, op := range d.calls {
		name, _, _ := strings.Cut(strings.TrimPrefix(op.Path, prefix+"/"), "/")
		at := slices.IndexFunc(page.Groups, func(g templates.APIGroup) bool { return g.Name == name })
		if at < 0 {
			at = len(page.Groups)
			page.Groups = append(page.Groups, templates.APIGroup{Name: name})
		}
		page.Groups[at].Calls = append(page.Groups[at].Calls, d.call(op))
	}
	schemas := d.api.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		if fields := d.fields(schemas[name]); fields != nil {
			page.Schemas = append(page.Schemas, templates.APISchema{Name: name, Fields: fields})
		}
	}
	return page
}

func (d *document) call(op *huma.Operation) templates.APICall {
	c := templates.APICall{ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary, Curl: d.curl(op)}
	c.Roles, _ = op.Extensions[rolesExtension].([]string)
	for _, p := range op.Parameters {
		c.Parameters = append(c.Parameters, templates.APIField{
			Name: p.Name, In: p.In, Doc: p.Description, Type: typeOf(p.Schema), Required: p.Required,
		})
	}
	if body := bodyOf(op); body != nil {
		c.Body, c.BodyOptional = d.fields(body), !op.RequestBody.Required
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		c.Answers = append(c.Answers, answerOf(status, op.Responses[status]))
	}
	return c
}

func bodyOf(op *huma.Operation) *huma.Schema {
	if op.RequestBody == nil {
		return nil
	}
	return op.RequestBody.Content[contentType].Schema
}

func answerOf(status string, r *huma.Response) templates.APIAnswer {
	answer := templates.APIAnswer{Status: status}
	if codes, refusal := strings.CutPrefix(r.Description, problemsBegin); refusal {
		answer.Problems = strings.Split(codes, ", ")
		return answer
	}
	if media := r.Content[contentType]; media != nil {
		answer.Type = typeOf(media.Schema)
	}
	return answer
}

// resolve follows a reference to the schema it names.
func (d *document) resolve(s *huma.Schema) *huma.Schema {
	if s.Ref == "" {
		return s
	}
	return d.api.Components.Schemas.SchemaFromRef(s.Ref)
}

// fields lists those of an object, required ones first; nil where it is none.
func (d *document) fields(s *huma.Schema) []templates.APIField {
	s = d.resolve(s)
	var required, others []templates.APIField
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		property := s.Properties[name]
		f := templates.APIField{Name: name, Doc: property.Description, Type: typeOf(property), Required: slices.Contains(s.Required, name)}
		if f.Required {
			required = append(required, f)
		} else {
			others = append(others, f)
		}
	}
	return append(required, others...)
}

// typeOf puts a schema in words.
func typeOf(s *huma.Schema) templates.APIType {
	if s == nil {
		return templates.APIType{Text: "any value"}
	}
	var t templates.APIType
	switch {
	case s.Ref != "":
		t.Schema = s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
	case len(s.AnyOf) > 0:
		t = typeOf(s.AnyOf[0])
		t.Note = "or null"
		return t
	case s.Type == huma.TypeArray:
		t = typeOf(s.Items)
		t.Text = strings.TrimSpace("list of " + t.Text)
	default:
		t.Text = cmp.Or(s.Type, "any value")
	}
	var notes []string
	if s.Format != "" {
		notes = append(notes, s.Format)
	}
	if len(s.Enum) > 0 {
		words := make([]string, len(s.Enum))
		for i, value := range s.Enum {
			words[i] = fmt.Sprint(value)
		}
		notes = append(notes, strings.Join(words, ", "))
	}
	if s.Minimum != nil && s.Maximum != nil {
		notes = append(notes, strconv.FormatFloat(*s.Minimum, 'f', -1, 64)+" to "+strconv.FormatFloat(*s.Maximum, 'f', -1, 64))
	}
	if s.MaxLength != nil {
		notes = append(notes, "at most "+strconv.Itoa(*s.MaxLength)+" characters")
	}
	if s.Default != nil {
		notes = append(notes, fmt.Sprint(s.Default)+" when left out")
	}
	if s.Nullable {
		notes = append(notes, "or null")
	}
	if len(notes) > 0 {
		t.Note = strings.Join(notes, "; ")
	}
	return t
}
