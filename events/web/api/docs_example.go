package api

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// examples are bodies by the id of their call; "ID" is an id that the caller
// knows. A test sends each of them.
func examples() map[string]json.RawMessage {
	return map[string]json.RawMessage{
		"register":      json.RawMessage(`{"name":"Kim Voorbeeld","email":"kim@post.example","language":"nl"}`),
		"createSession": json.RawMessage(`{"offering":"ID","starts_at":"2027-02-02T14:30","location":{"name":"De Proef","address":"Voorbeeldstraat 1","postcode":"7899 ZZ","city":"Emmen"}}`),
		"changeSession": json.RawMessage(`{"version":1,"starts_at":"2027-02-04T14:30","reason":{"nl":"De zaal is dicht.","en":"The room is closed."}}`),
		"cancelSession": json.RawMessage(`{"reason":{"nl":"De zaal is dicht.","en":"The room is closed."}}`),
		"createOffering": json.RawMessage(`{"kind":"workshop","title":{"nl":"Werk en zorg","en":"Work and care"},"duration":"PT2H","capacity":16,` +
			`"reminders":[{"offset":"-P7D"},{"offset":"-P1D"}]}`),
		"createEmployer": json.RawMessage(`{"name":"Demo Metaal BV"}`),
		"createSite": json.RawMessage(`{"street":"Voorbeeldstraat","house_number":"1","postcode":"7899 ZZ","city":"Emmen",` +
			`"shifts":[{"code":"day","start":"08:00","end":"16:30","breaks":[{"at":"12:00","minutes":30}]}]}`),
		"createFacilitator": json.RawMessage(`{"name":"Sam Proefstra","email":"sam@zorgenwerk.example","home_city":"Assen",` +
			`"skills":["workshop"],"availability":[{"days":["mo","tu"],"from":"09:00","to":"17:00"}]}`),
		"createAbsence": json.RawMessage(`{"from":"2027-03-15","to":"2027-03-19"}`),
	}
}

// curl writes an example of a call for the command line.
func (d *document) curl(op *huma.Operation) string {
	lines := []string{"curl"}
	if op.Method != http.MethodGet {
		lines[0] += " -X " + op.Method
	}
	lines[0] += ` "` + d.api.Servers[0].URL + strings.ReplaceAll(op.Path, "{id}", "ID") + `"`
	lines = append(lines, `-H "Authorization: Bearer $TOKEN"`)
	if body, ok := exampleOf(op); ok {
		// Inside single quotes the shell takes everything but one of them.
		text := strings.ReplaceAll(string(body), "'", `'\''`)
		lines = append(lines, `-H "Content-Type: application/json"`, "-d '"+text+"'")
	}
	return strings.Join(lines, " \\\n  ")
}

func exampleOf(op *huma.Operation) (json.RawMessage, bool) {
	if op.RequestBody == nil {
		return nil, false
	}
	body, ok := op.RequestBody.Content[contentType].Example.(json.RawMessage)
	return body, ok
}
