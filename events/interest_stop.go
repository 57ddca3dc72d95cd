package events

import "context"

// Interested tells whether a stop link is that of a request. Refusals:
// CodeNotFound for one that is none, or is forgotten.
func (s *Service) Interested(ctx context.Context, token string) error {
	_, err := s.interestOf(ctx, token)
	return err
}

// ForgetInterest erases the address of who asked: no letter about the request
// goes to it any more. What the coordinators know of the employer stays.
func (s *Service) ForgetInterest(ctx context.Context, token string) error {
	i, err := s.interestOf(ctx, token)
	if err != nil {
		return err
	}
	return s.update(ctx, func(ctx context.Context, tx Tx) error { return tx.DeleteInterest(ctx, i.ID) })
}

func (s *Service) interestOf(ctx context.Context, token string) (Interest, error) {
	id, ok := s.key.Opens(PurposeStop, token)
	if !ok {
		return Interest{}, Refuse(CodeNotFound)
	}
	return view(ctx, s, func(ctx context.Context, tx Tx) (Interest, error) { return tx.Interest(ctx, id) })
}
