package templates

// APIDocsPage is "/api/docs": the OpenAPI document, to be read by people. Its
// content is English, as the document is.
type APIDocsPage struct {
	Layout
	Title, Version, Intro, Server string
	// DocumentPath is the document itself.
	DocumentPath string
	Groups       []APIGroup
	Schemas      []APISchema
}

func (APIDocsPage) page() string { return "api_docs" }

// APIGroup is the calls about one thing.
type APIGroup struct {
	Name  string
	Calls []APICall
}

// APICall is one call.
type APICall struct {
	ID, Method, Path, Summary string
	// Roles are those that may make it.
	Roles      []string
	Parameters []APIField
	// Body is what it takes; BodyOptional tells that it may be left out.
	Body         []APIField
	BodyOptional bool
	Answers      []APIAnswer
	// Curl is an example for the command line.
	Curl string
}

// APIField is a parameter or a field. In is "path", "query" or "header" for a
// parameter.
type APIField struct {
	Name, In, Doc string
	Type          APIType
	Required      bool
}

// APIType is what a value is. Schema is the name of one below; Note says more.
type APIType struct {
	Text, Schema, Note string
}

// APIAnswer is one status a call answers with. Problems end the type of a
// refusal.
type APIAnswer struct {
	Status   string
	Type     APIType
	Problems []string
}

// APISchema is an object that calls take or give.
type APISchema struct {
	Name   string
	Fields []APIField
}
