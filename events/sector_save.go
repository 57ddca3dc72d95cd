package events

import "context"

// SaveSector adds a sector (id "") or changes one, as SaveVenue does. Its slug
// stays, and its fund.
func (s *Service) SaveSector(ctx context.Context, id, read string, in Sector) (Sector, error) {
	var p problems
	in.Name = checkNames(&p, "name", in.Name)
	in.ToolkitURL = checkURL(&p, "toolkit_url", in.ToolkitURL)
	if err := p.err(); err != nil {
		return Sector{}, err
	}
	load := func(ctx context.Context, tx Tx, id string) (Sector, error) { return tx.Sector(ctx, id) }
	return putThing(ctx, s, ThingSector, id, read, load, func(ctx context.Context, tx Tx, id string, was Sector) (Sector, error) {
		was.ID, was.Name, was.ToolkitURL = id, in.Name, in.ToolkitURL
		if was.Slug == "" {
			was.Slug = slugify(in.Name.NL)
		}
		return was, tx.PutSector(ctx, was)
	})
}

// checkNames takes a title that must be there in both languages.
func checkNames(p *problems, field string, t Text) Text {
	t = checkText(p, field, t, maxTitle)
	if t.NL == "" {
		p.add(field+".nl", "required")
	}
	if t.EN == "" {
		p.add(field+".en", "required")
	}
	return t
}

// Sectors lists the sectors, archived ones too.
func (s *Service) Sectors(ctx context.Context) ([]Sector, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]Sector, error) { return tx.Sectors(ctx) })
}

// Sector reads a sector.
func (s *Service) Sector(ctx context.Context, id string) (Sector, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Sector, error) { return tx.Sector(ctx, id) })
}
