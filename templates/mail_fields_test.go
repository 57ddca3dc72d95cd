package templates

// fullFields are a letter's, all filled in.
func fullFields() map[string]string {
	return map[string]string{
		"name": "Zoë Testman", "sender": "Het team van Voorbeeldprogramma", "sender_discreet": "Planning",
		"programme": "Voorbeeldprogramma", "title": "Werk en zorg: het gesprek", "date": "dinsdag 2 februari 2027",
		"date_short": "di 2 feb 2027", "time": "14.30–15.45 uur", "where": "Zaal De Proef, Demostraat 1, 7899 ZZ Emmen",
		"route": "Ingang aan de achterkant.\nBel aan bij de balie.", "join_link": "https://meet.example/abc?x=1&y=2",
		"led_by": "Kim Verbeek", "old_date": "maandag 1 februari 2027", "old_time": "10.00–11.15 uur",
		"old_where": "Zaal Oud, Proefplein 2, Assen", "reason": "De zaal is onverwacht gesloten.",
		"when": "Morgen om 14.30 uur", "preparation": "Lees de twee bladzijden in de bijlage.",
		"contact": "Sam Proefstra, 00-00000000", "position": "3", "hold_until": "woensdag 3 februari 2027, 14.30 uur",
		"erase_on": "9 februari 2027", "manage_link": "https://kantine.example/r/abc", "stop_link": "https://kantine.example/u/abc",
		"offer_link": "https://kantine.example/", "action_link": "https://kantine.example/n/abc",
		"toolkit_link": "https://toolkit.example/", "survey_link": "https://kantine.example/s/1",
		"learning_link": "https://kantine.example/l/1", "newsletter_link": "https://kantine.example/nieuws",
		"sector": "metaal", "employer": "Demo Metaal BV", "site": "Demo Metaal, Assen", "room": "de kantine",
		"kit": "Kist 1", "coordinator": "Kim Verbeek", "proposals": "di 2 feb 2027, 14:30\nwo 3 feb 2027, 10:00",
		"valid_until": "vrijdag 12 februari 2027", "checklist_by": "maandag 25 januari 2027", "power_metres": "5",
		"blocks": "vroege dienst 11.15–12.00 uur\nlate dienst 18.15–19.15 uur", "reception": "de portier",
		"setup_from": "10.00 uur", "module": "2", "step": "3", "minutes": "12", "step_title": "Wat mag je vragen?",
	}
}

// inEnglish gives the fields the words an English letter would have.
func inEnglish(fields map[string]string) map[string]string {
	for name, value := range map[string]string{
		"date": "Tuesday 2 February 2027", "date_short": "Tue 2 Feb 2027", "time": "14:30–15:45",
		"title": "Work and care: the conversation", "route": "Entrance at the back.\nRing the bell at the desk.",
		"old_date": "Monday 1 February 2027", "old_time": "10:00–11:15", "reason": "The hall had to close.",
		"when": "Tomorrow at 14:30", "preparation": "Read the two pages attached.", "room": "the canteen",
		"sender": "The team of Voorbeeldprogramma", "erase_on": "9 February 2027", "reception": "the porter",
		"checklist_by": "Monday 25 January 2027", "setup_from": "10:00", "valid_until": "Friday 12 February 2027",
		"blocks": "early shift 11:15–12:00\nlate shift 18:15–19:15", "sector": "metal",
		"proposals": "Tue 2 Feb 2027, 14:30\nWed 3 Feb 2027, 10:00",
	} {
		if fields[name] != "" {
			fields[name] = value
		}
	}
	return fields
}

// fewFields are what a letter has at the least.
func fewFields() map[string]string {
	fields := map[string]string{}
	for _, name := range []string{"sender", "sender_discreet", "programme", "title", "date", "date_short", "time", "when", "employer"} {
		fields[name] = fullFields()[name]
	}
	return fields
}
