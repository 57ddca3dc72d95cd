package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kantine/events"
	"kantine/events/web/reply"
)

// document is the OpenAPI 3.1 description, made from the calls themselves.
type document struct {
	api *huma.OpenAPI
	// calls are the operations in it, in the order they were added.
	calls []*huma.Operation
	body  []byte
	etag  string
}

// rolesExtension names the roles that may make a call (OpenAPI 3.1, 4.9).
const rolesExtension = "x-roles"

func newDocument(baseURL, version string) *document {
	config := huma.Config{OpenAPI: &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Kantine", Version: version,
			Description: "Sessions, registrations and the letters they owe. Times are RFC 3339 with offset; on the way in also a wall " +
				"time such as 2027-02-02T14:30 in the programme's zone. Unknown fields are refused.",
		},
		Servers:  []*huma.Server{{URL: baseURL}},
		Security: []map[string][]string{{"token": {}}},
		Components: &huma.Components{
			Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
			SecuritySchemes: map[string]*huma.SecurityScheme{"token": {
				Type: "http", Scheme: "bearer",
				Description: "A token of 'kantine token add': admin and coordinator do everything, viewer reads what names no person.",
			}},
		},
	}}
	config.FieldsOptionalByDefault = true
	// Only NewAPI hands that setting to the registry; there is no adapter, since
	// the routes are the calls' own.
	d := &document{api: huma.NewAPI(config, nil).OpenAPI()}
	for _, t := range []reflect.Type{reflect.TypeFor[block](), reflect.TypeFor[reply.Problem](), reflect.TypeFor[reply.FieldProblem]()} {
		d.complete(t)
	}
	return d
}

// add describes a call.
func (d *document) add(c *call) {
	op := &huma.Operation{
		Method: c.method, Path: prefix + c.path, OperationID: c.id, Summary: c.summary,
		Responses: map[string]*huma.Response{}, Parameters: d.parameters(c),
	}
	if c.answer != nil {
		op.Responses[strconv.Itoa(c.status)] = &huma.Response{
			Description: http.StatusText(c.status),
			Content:     map[string]*huma.MediaType{contentType: {Schema: d.answer(reflect.TypeOf(c.answer))}},
		}
	}
	if c.body != nil {
		media := &huma.MediaType{Schema: d.bodySchema(c)}
		if example, ok := examples()[c.id]; ok {
			media.Example = example
		}
		op.RequestBody = &huma.RequestBody{
			Required: !c.bare, Content: map[string]*huma.MediaType{contentType: media},
		}
	}
	for status, codes := range refusals(c) {
		op.Responses[strconv.Itoa(status)] = d.problem(codes)
	}
	op.Extensions = map[string]any{rolesExtension: c.who.roles()}
	d.api.AddOperation(op)
	d.calls = append(d.calls, op)
}

func (d *document) parameters(c *call) []*huma.Param {
	text := &huma.Schema{Type: huma.TypeString}
	var params []*huma.Param
	if strings.Contains(c.path, "{id}") {
		params = append(params, &huma.Param{Name: "id", In: "path", Required: true, Schema: text})
	}
	for _, p := range c.query {
		schema := text
		if p.name == "limit" {
			low, high := float64(1), float64(maxLimit)
			schema = &huma.Schema{Type: huma.TypeInteger, Minimum: &low, Maximum: &high, Default: defaultLimit}
		}
		params = append(params, &huma.Param{Name: p.name, In: "query", Description: p.doc, Schema: schema})
	}
	if c.method == http.MethodPost {
		longest := maxKey
		params = append(params, &huma.Param{
			Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &longest},
			Description: "makes a request that comes again one request, for 24 hours; another body with the same key is refused",
		})
	}
	return params
}

// answer is the schema of what a call gives: every field is always there.
func (d *document) answer(t reflect.Type) *huma.Schema {
	schema := d.api.Components.Schemas.Schema(t, true, "")
	if t.Kind() == reflect.Struct {
		if items, ok := t.FieldByName("Items"); ok {
			d.complete(t)
			t = items.Type
		}
	}
	for t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	d.complete(t)
	return schema
}

// complete marks every field of a type as always there, and those that point to
// an object as sometimes null.
func (d *document) complete(t reflect.Type) {
	schema := d.api.Components.Schemas.Schema(t, false, "")
	schema.Required = nil
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		if !strings.Contains(options, "omitempty") {
			schema.Required = append(schema.Required, name)
		}
		if t.Field(i).Type.Kind() == reflect.Pointer {
			schema.Properties[name] = orNull(schema.Properties[name])
		}
	}
}

// orNull lets a schema be null. An object is a reference, to which that cannot
// be added.
func orNull(s *huma.Schema) *huma.Schema {
	if s.Ref == "" {
		s.Nullable = true
		return s
	}
	return &huma.Schema{AnyOf: []*huma.Schema{s, {Type: "null"}}}
}

// bodySchema is that of what a call takes. Types that are answers too say there
// what is required of them; here the call does.
func (d *document) bodySchema(c *call) *huma.Schema {
	t := reflect.TypeOf(c.body)
	if c.required == nil {
		return d.api.Components.Schemas.Schema(t, true, "")
	}
	schema := *d.api.Components.Schemas.Schema(t, false, "")
	schema.Properties = maps.Clone(schema.Properties)
	delete(schema.Properties, "id")
	schema.Required = c.required
	return &schema
}

// refusals lists the codes a call can answer with, by status.
func refusals(c *call) map[int][]events.Code {
	codes := []events.Code{events.CodeUnauthorized, events.CodeForbidden}
	if c.status == http.StatusNotImplemented {
		return byStatus(append(codes, events.CodeNotYet))
	}
	if strings.Contains(c.path, "{id}") {
		codes = append(codes, events.CodeNotFound)
	}
	if c.query != nil {
		codes = append(codes, events.CodeValidation)
	}
	if c.method != http.MethodGet {
		codes = append(codes, reply.BadRequest, reply.TooLarge, events.CodeValidation, events.CodeOverloaded)
	}
	if c.method == http.MethodPost {
		codes = append(codes, events.CodeIdempotencyMismatch)
	}
	return byStatus(append(codes, c.refuses...))
}

func byStatus(codes []events.Code) map[int][]events.Code {
	sorted := map[int][]events.Code{}
	for _, code := range codes {
		status := reply.Status(code)
		sorted[status] = append(sorted[status], code)
	}
	return sorted
}

// problemsBegin begins the description of a refusal; the codes follow.
const problemsBegin = "type ends in "

// problem describes a refusal (RFC 9457).
func (d *document) problem(codes []events.Code) *huma.Response {
	words := make([]string, len(codes))
	for i, code := range codes {
		words[i] = string(code)
	}
	schema := d.api.Components.Schemas.Schema(reflect.TypeFor[reply.Problem](), true, "")
	return &huma.Response{
		Description: problemsBegin + strings.Join(words, ", "),
		Content:     map[string]*huma.MediaType{reply.ContentType: {Schema: schema}},
	}
}

// print makes the bytes that are served.
func (d *document) print() error {
	var err error
	if d.body, err = json.Marshal(d.api); err != nil {
		return err
	}
	sum := sha256.Sum256(d.body)
	d.etag = `"` + hex.EncodeToString(sum[:12]) + `"`
	return nil
}

// ServeHTTP implements http.Handler.
func (d *document) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("ETag", d.etag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(d.body))
}
