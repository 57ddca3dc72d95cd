package main

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// field is something to fill in.
type field struct {
	name, kind, value string
	// choices are those of a select or of radio buttons.
	choices []string
}

// written tells whether a person types the field's value.
func (f *field) written() bool {
	switch f.kind {
	case "hidden", "checkbox", "radio", "select", "submit", "button", "image", "reset":
		return false
	}
	return true
}

// form is one of a page.
type form struct {
	action, method, encoding string
	fields                   []*field
}

// each calls do for a node and all below it.
func each(n *html.Node, do func(*html.Node)) {
	do(n)
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		each(child, do)
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// has tells whether an attribute stands there, whatever its value.
func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func textOf(n *html.Node) string {
	var text strings.Builder
	each(n, func(n *html.Node) {
		if n.Type == html.TextNode {
			text.WriteString(n.Data)
		}
	})
	return text.String()
}

// read finds the forms and the links of a page.
func read(page []byte) (forms []*form, links []string, err error) {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil, nil, err
	}
	byID := map[string]*form{}
	each(root, func(n *html.Node) {
		switch {
		case n.Type == html.ElementNode && n.Data == "form":
			f := &form{action: attribute(n, "action"), method: strings.ToUpper(attribute(n, "method")), encoding: attribute(n, "enctype")}
			each(n, func(n *html.Node) { f.add(n) })
			forms = append(forms, f)
			byID[attribute(n, "id")] = f
			each(n, func(button *html.Node) {
				if has(button, "formaction") { // the same, sent elsewhere
					other := *f
					other.action = attribute(button, "formaction")
					forms = append(forms, &other)
				}
			})
		case n.Type == html.ElementNode && n.Data == "a":
			links = append(links, attribute(n, "href"))
		}
	})
	each(root, func(n *html.Node) { // fields that stand outside their form
		if f := byID[attribute(n, "form")]; f != nil && n.Type == html.ElementNode && has(n, "form") {
			f.add(n)
		}
	})
	return forms, links, nil
}

// add takes an element into the form if it is a field.
func (f *form) add(n *html.Node) {
	if n.Type != html.ElementNode || attribute(n, "name") == "" || has(n, "disabled") {
		return
	}
	in := &field{name: attribute(n, "name"), kind: strings.ToLower(attribute(n, "type")), value: attribute(n, "value")}
	switch n.Data {
	case "input":
		switch {
		case in.kind == "":
			in.kind = "text"
		case in.kind == "text" && attribute(n, "inputmode") == "numeric" && in.name != "code":
			in.kind = "number"
		}
	case "button":
		in.kind = "submit"
	case "textarea":
		in.kind, in.value = "textarea", textOf(n)
	case "select":
		in.kind = "select"
		each(n, func(o *html.Node) {
			if o.Data != "option" {
				return
			}
			in.choices = append(in.choices, attribute(o, "value"))
			if has(o, "selected") {
				in.value = attribute(o, "value")
			}
		})
		if in.value == "" && len(in.choices) > 0 {
			in.value = in.choices[len(in.choices)-1]
		}
	default:
		return
	}
	f.fields = append(f.fields, in)
}

var digits = regexp.MustCompile(`[0-9]+`)

// asks names the fields, so that the same form is known again.
func (f *form) asks() string {
	var names []string
	for _, in := range f.fields {
		names = append(names, in.name)
	}
	text := digits.ReplaceAllString(strings.Join(names, " "), "") // rows of a list are numbered
	names = strings.Fields(text)
	slices.Sort(names)
	return strings.Join(slices.Compact(names), " ")
}

// written are the fields that a person types.
func (f *form) written() (fields []*field) {
	for _, in := range f.fields {
		if in.written() {
			fields = append(fields, in)
		}
	}
	return fields
}

// sound is a canary that a field may well take.
func (p *people) sound(where string, in *field) string {
	switch in.kind {
	case "email":
		return p.email(where)
	case "tel":
		return p.number(where)
	case "number":
		return "3"
	case "date":
		return "2027-06-08"
	case "time":
		return "10:00"
	case "url":
		return "https://post.example/" + p.word(where)
	case "file":
		return employersHeader + strings.Repeat(p.word(where)+",", 20) + "\n"
	}
	return p.word(where)
}

// employersHeader begins a file of employers.
const employersHeader = "name,sector,kvk,branch_number,employees,contact_name,contact_role,email,street,house_number,postcode,city,province,roster,stage\n"

// ways are those in which a form is filled in: with a canary in everything,
// numbers and dates and hidden fields included; with one in each written field
// alone, or in haste with what PostgreSQL cannot hold in every field; and, for
// each of its buttons, as a person would who leaves alone what stands there.
func (p *people) ways(route string, f *form) (all []url.Values) {
	fill := func(button *field, choose func(in *field, where string) string) url.Values {
		values := url.Values{}
		for _, in := range f.fields {
			if in.kind == "submit" && in != button || in.kind == "radio" && values.Has(in.name) {
				continue
			}
			values.Add(in.name, choose(in, in.name+" of "+route))
		}
		return values
	}
	asIs := func(in *field, where string) string {
		if value, ok := p.accepts(route, in); ok && in.written() && in.value == "" {
			return value
		}
		if in.written() && in.value == "" {
			return p.sound(where, in)
		}
		return in.value
	}
	all = append(all, fill(nil, func(_ *field, where string) string { return p.word(where) }))
	each := f.written()
	if p.hasty {
		each = nil
		all = append(all, fill(nil, func(_ *field, where string) string { return p.word(where) + "\x00" }))
	}
	for _, only := range each {
		all = append(all, fill(nil, func(in *field, where string) string {
			if in == only {
				return p.sound(where, in)
			}
			return asIs(in, where)
		}))
	}
	buttons := 0
	for _, in := range f.fields {
		if in.kind == "submit" {
			buttons++
			all = append(all, fill(in, asIs))
		}
	}
	if buttons == 0 {
		all = append(all, fill(nil, asIs))
	}
	return all
}

// walk opens page after page from some on, and fills in the forms, until
// nothing new comes.
func (p *people) walk(from ...string) {
	p.k.t.Helper()
	p.shown = map[string]int{} // others may see other forms
	p.queue = slices.Concat(from, starts, p.links)
	for _, s := range p.sessions {
		p.queue = append(p.queue, "/sessions/"+s.Slug)
	}
	for _, route := range routesOf(p.k.t, p.router) {
		if strings.HasPrefix(route, "/desk/") && !strings.Contains(route, "{") && !slices.Contains(buttons, route) {
			p.queue = append(p.queue, route)
		}
		for of, ids := range p.things() {
			for _, id := range ids {
				if strings.HasPrefix(route, of) && strings.Count(route, "{") == 1 {
					p.queue = append(p.queue, filledPath(route, id))
				}
			}
		}
	}
	for len(p.queue) > 0 {
		path := p.queue[0]
		p.queue = p.queue[1:]
		if route := p.routeOf(path); route != "" && p.early(route) {
			p.arrive(path, p.do("GET", path, "", ""))
		}
	}
	p.ending = true
	for _, last := range p.last {
		last()
	}
	p.ending, p.last = false, nil
}

// early counts how often a page was opened, and tells whether this is one of
// the first times.
func (p *people) early(what string) bool {
	each := 3
	if p.hasty {
		each = 1
	}
	p.opened[what]++
	return p.opened[what] <= each
}

// sentOn goes where a form leads. Pages may look otherwise after it.
func (p *people) sentOn(from, link string) {
	p.k.t.Helper()
	before := len(p.queue)
	p.follow(from, link)
	if len(p.queue) == before {
		return
	}
	path := p.queue[before]
	p.queue = p.queue[:before]
	if route := p.routeOf(path); route != "" && p.early("after a form "+route) {
		p.arrive(path, p.do("GET", path, "", ""))
	}
}

// arrive looks around on a page: its links go on the queue, its forms are
// filled in.
func (p *people) arrive(path string, a answer) {
	p.k.t.Helper()
	if to := a.header.Get("Location"); to != "" {
		p.sentOn(path, to)
		return
	}
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		return
	}
	forms, links, err := read(a.body)
	if err != nil {
		p.k.t.Fatal(err)
	}
	for _, link := range append(links, shownLink.FindAllString(string(a.body), -1)...) {
		p.follow(path, link)
	}
	for _, f := range forms {
		p.submit(path, f)
	}
}

// shownLink finds the links that a page shows for somebody else to use.
var shownLink = regexp.MustCompile(`http://[^\s"<]*/desk/(invite|reset)/[^\s"<]+`)

// follow puts where a link leads on the queue, if it is a page of the program.
func (p *people) follow(from, link string) {
	base, err := url.Parse(p.k.url + from)
	if err != nil {
		return
	}
	to, err := base.Parse(link)
	if err != nil || to.Host != base.Host || strings.HasPrefix(to.Path, "/static/") || strings.HasPrefix(to.Path, "/api") {
		return
	}
	p.queue = append(p.queue, to.RequestURI())
}

// endings are routes after which less can be done.
var endings = regexp.MustCompile(`/(cancel|delete|erase|archive|withdraw|move|drop|pause|held|reset)$`)

// submit sends a form in every way. One with nothing to write is sent only
// where it carries on what was typed before.
func (p *people) submit(path string, f *form) {
	p.k.t.Helper()
	base, _ := url.Parse(p.k.url + path) // it was opened
	to, err := base.Parse(f.action)
	if err != nil || to.Host != base.Host {
		p.k.t.Errorf("the form on %s goes to %q", p.routeOf(path), f.action)
		return
	}
	route := p.routeOf(to.Path)
	if !p.ending && endings.MatchString(route) {
		p.last = append(p.last, func() { p.submit(path, f) })
		return
	}
	const each, ofRoute = 2, 8 // forms can grow for ever
	p.shown[route+" "+f.asks()]++
	p.shown[route]++
	if p.shown[route+" "+f.asks()] > each || p.shown[route] > ofRoute || slices.Contains(buttons, route) {
		return
	}
	if f.method != "POST" {
		for _, values := range p.ways(route, f) {
			p.arrive(path, p.do("GET", to.Path+"?"+values.Encode(), "", ""))
		}
		return
	}
	carries := slices.ContainsFunc(f.fields, func(in *field) bool { return len(p.in(in.value)) > 0 })
	p.filled[route] = true
	if len(f.written()) == 0 && !carries {
		return
	}
	for _, in := range f.fields {
		p.names = append(p.names, in.name)
	}
	for _, values := range p.ways(route, f) {
		contentType, body := formType, values.Encode()
		if f.encoding == "multipart/form-data" {
			contentType, body = parts(f, values)
		}
		a := p.do("POST", to.RequestURI(), contentType, body)
		p.judged(route, values, a)
		p.arrive(to.RequestURI(), a)
	}
}

// parts writes the values of a form that takes files.
func parts(f *form, values url.Values) (contentType, body string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, in := range f.fields {
		if in.kind == "file" {
			part, _ := w.CreateFormFile(in.name, "bestand.csv") // a buffer takes all
			_, _ = part.Write([]byte(values.Get(in.name)))
			continue
		}
		_ = w.WriteField(in.name, values.Get(in.name))
	}
	_ = w.Close()
	return w.FormDataContentType(), b.String()
}
