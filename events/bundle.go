package events

// Bundle is a programme file (schema kantine/1) as it is imported: whole, with
// ids given by the file.
type Bundle struct {
	Programme    Programme
	Sectors      []Sector
	Offerings    []Offering
	Employers    []Employer
	Venues       []Venue
	Facilitators []Facilitator
	Sessions     []Session
	// Registrations come with the state they had; nothing is mailed for them.
	Registrations []Registration
	// Records are the lists that are stored for later work.
	Records []Record
}

// Imported counts what an import brought, new and known together.
type Imported struct {
	Offerings, Employers, Sites, Venues, Facilitators, Sessions, Registrations, Records int
}
