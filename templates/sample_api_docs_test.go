package templates

// sampleAPIDocs is the page of the API with one call in it.
func sampleAPIDocs(lang string) APIDocsPage {
	return APIDocsPage{
		Layout: sampleLayout(lang, "/api/docs"), Title: "Kantine", Version: "1.2.3", Intro: "Sessions and letters.", Server: "https://kantine.example",
		DocumentPath: "/api/openapi.json",
		Groups: []APIGroup{{"sessions", []APICall{{
			ID: "changeSession", Method: "PATCH", Path: "/api/v1/sessions/{id}", Summary: "Change a session", Roles: []string{"admin", "coordinator"},
			Parameters: []APIField{{Name: "id", In: "path", Type: APIType{Text: "string"}, Required: true}},
			Body:       []APIField{{Name: "blocks", Type: APIType{Text: "list of", Schema: "Block"}}, {Name: "version", Doc: "as it was read", Type: APIType{Text: "integer", Note: "1 to 9"}, Required: true}},
			Answers:    []APIAnswer{{Status: "200", Type: APIType{Schema: "Block"}}, {Status: "409", Problems: []string{"version-conflict"}}}, BodyOptional: true,
			Curl: "curl -X PATCH \"https://kantine.example/api/v1/sessions/ID\" \\\n  -d '{\"version\":1}'",
		}}}},
		Schemas: []APISchema{{"Block", []APIField{{Name: "label", Type: APIType{Text: "string"}}}}},
	}
}
