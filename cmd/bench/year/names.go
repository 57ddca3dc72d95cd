package year

import "fmt"

var (
	firstNames = []string{
		"Dea", "Kim", "Sam", "Robin", "Noa", "Bo", "Jip", "Lou", "Mika", "Puck", "Sil", "Teun", "Wies", "Yara", "Zoë", "Anouk",
		"Bram", "Cas", "Daan", "Evi", "Fenna", "Guus", "Hidde", "Ilse", "Joost", "Karlijn", "Lieke", "Maud", "Niels", "Olaf",
	}
	nameStarts = []string{
		"Voorbeeld", "Proef", "Test", "Demo", "Oefen", "Schijn", "Denk", "Papier", "Plaat", "Model", "Schets", "Monster", "Stand",
		"Ver", "Bij", "Onder", "Over", "Achter",
	}
	nameEnds  = []string{"man", "stra", "sma", "huis", "berg", "veld", "mans", "hof", "beek", "donk", "meijer", "brink", "horst", "kamp", "poort"}
	trades    = []string{"Verpakking", "Techniek", "Logistiek", "Bakkerij", "Drukwerk", "Metaal", "Zorg", "Groen", "Bouw", "Transport"}
	cities    = []string{"Emmen", "Hoogeveen", "Eerbeek", "Tilburg", "Roosendaal", "Apeldoorn", "Meppel", "Helmond", "Venlo", "Coevorden", "Assen", "Zwolle"}
	provinces = []string{"DR", "DR", "GE", "NB", "NB", "GE", "DR", "NB", "LI", "DR", "DR", "OV"}
)

// surname is one of some thousands.
func surname(n int) string {
	name := nameStarts[n%len(nameStarts)] + nameEnds[n/len(nameStarts)%len(nameEnds)]
	if more := n / (len(nameStarts) * len(nameEnds)); more > 0 {
		name += "-" + nameStarts[more%len(nameStarts)] + nameEnds[more%len(nameEnds)]
	}
	return name
}

// who is the n-th person: some thousands of surnames, and everybody with an
// address of their own.
func who(n int) (name, email string) {
	first := firstNames[n%len(firstNames)]
	last := surname(n / 7 % 3000)
	return first + " " + last, fmt.Sprintf("kim.%d@post.example", n)
}

func company(n int) string {
	return fmt.Sprintf("%s %s %s", surname(n%900), trades[n%len(trades)], cities[n%len(cities)])
}
