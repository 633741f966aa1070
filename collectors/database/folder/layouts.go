package folder

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash/crc32"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// layout is how a tool lays out its migrations.
type layout struct {
	id      func(p string) (string, bool)                   // the id in the journal of the file at a path, false where the file is no migration
	look    func(text string, m *Migration, r *reader) bool // looks into the file: false where it is no migration
	up      func(text string) string                        // the part that runs on the way up, with the file's own lines
	sum     func(text string) string
	whole   func(r *reader, f *Folder) error // reads a folder whose migrations are not told by their names
	less    func(a, b *Migration) int        // the tool's order; nil for that of ids
	ordered bool                             // whole gives the order
}

var (
	flywayName  = regexp.MustCompile(`^V(\d[\d._]*)__.*\.sql$`)
	repeatable  = regexp.MustCompile(`^R__.*\.sql$`)
	numbered    = regexp.MustCompile(`^(\d+)[_.-].*\.(sql|go|rb|exs|js|ts|cjs|mjs|mts|cts)$`)
	typeormName = regexp.MustCompile(`^(\d{13})-?(\w+)\.(?:ts|js|mjs|cjs)$`)
	efName      = regexp.MustCompile(`^(\d{14}_\w+)\.cs$`)
	doctrine    = regexp.MustCompile(`^(Version\w+)\.php$`)
	laravelName = regexp.MustCompile(`^(\d{4}_\d\d_\d\d_\d+_\w+)\.php$`)
	dieselName  = regexp.MustCompile(`^([\d-]+?)_`)
)

// layoutOf returns how a tool lays out its migrations, false for a tool that is not known.
func layoutOf(tool string) (layout, bool) {
	l, ok := layouts()[tool]
	return l, ok
}

func layouts() map[string]layout {
	js := func(p string) (string, bool) {
		m := numbered.FindStringSubmatch(path.Base(p))
		ok := m != nil && m[2] != "sql" && m[2] != "go" && m[2] != "rb" && m[2] != "exs" && !strings.HasSuffix(p, ".d.ts")
		return path.Base(p), ok
	}
	number := func(ends ...string) func(string) (string, bool) {
		return func(p string) (string, bool) { return numberOf(p, true, ends) }
	}
	text := func(ends ...string) func(string) (string, bool) {
		return func(p string) (string, bool) { return numberOf(p, false, ends) }
	}
	return map[string]layout{
		"flyway":         {id: flywayID, sum: flywaySum, less: flywayOrder},
		"prisma":         {id: prismaID, sum: digest},
		"diesel":         {id: dieselID},
		"golang-migrate": {id: number(".up.sql")},
		"sqlx":           {id: sqlxID, sum: func(s string) string { d := sha512.Sum384([]byte(s)); return hex.EncodeToString(d[:]) }},
		"goose":          {id: number(".sql", ".go"), look: gooseGo, up: section("+goose Up", "+goose Down")},
		"dbmate":         {id: text(".sql"), up: section("migrate:up", "migrate:down")},
		"sql-migrate":    {id: func(p string) (string, bool) { return path.Base(p), strings.HasSuffix(p, ".sql") }, up: section("+migrate Up", "+migrate Down")},
		"supabase":       {id: text(".sql")},
		"atlas":          {id: text(".sql")},
		"refinery":       {id: refineryID},
		"rails":          {id: number(".rb")},
		"ecto":           {id: number(".exs")},
		"knex":           {id: js},
		"sequelize":      {id: js},
		"typeorm":        {id: typeormID},
		"laravel":        {id: only(laravelName)},
		"doctrine":       {id: only(doctrine)},
		"ef-core":        {id: only(efName)},
		"drizzle":        {whole: drizzle, ordered: true},
		"django":         {id: djangoID, look: djangoLook},
		"alembic":        {id: func(p string) (string, bool) { return path.Base(p), strings.HasSuffix(p, ".py") }, look: alembicLook},
		"liquibase":      {whole: liquibase, ordered: true},
	}
}

func only(re *regexp.Regexp) func(string) (string, bool) {
	return func(p string) (string, bool) {
		m := re.FindStringSubmatch(path.Base(p))
		if m == nil {
			return "", false
		}
		return m[1], true
	}
}

// numberOf is the number that a file's name begins with; as a number without leading zeros.
func numberOf(p string, asNumber bool, ends []string) (string, bool) {
	m := numbered.FindStringSubmatch(path.Base(p))
	if m == nil || strings.HasSuffix(p, ".down.sql") || strings.HasSuffix(p, "_test.go") {
		return "", false
	}
	for _, end := range ends {
		if strings.HasSuffix(p, end) {
			if asNumber {
				return trimZeros(m[1]), true
			}
			return m[1], true
		}
	}
	return "", false
}

func trimZeros(s string) string {
	if t := strings.TrimLeft(s, "0"); t != "" {
		return t
	}
	return "0"
}

func flywayID(p string) (string, bool) {
	base := path.Base(p)
	if repeatable.MatchString(base) {
		return p, true
	}
	m := flywayName.FindStringSubmatch(base)
	if m == nil {
		return "", false
	}
	return strings.ReplaceAll(m[1], "_", "."), true
}

// flywayOrder is by the parts of the version; repeatable migrations come last.
func flywayOrder(a, b *Migration) int {
	ra, rb := repeatable.MatchString(path.Base(a.Path)), repeatable.MatchString(path.Base(b.Path))
	switch {
	case ra && rb:
		return strings.Compare(path.Base(a.Path), path.Base(b.Path))
	case ra:
		return 1
	case rb:
		return -1
	}
	x, y := strings.Split(a.ID, "."), strings.Split(b.ID, ".")
	for i := range max(len(x), len(y)) {
		if d := part(x, i) - part(y, i); d != 0 {
			return d
		}
	}
	return 0
}

func part(list []string, i int) int {
	if i >= len(list) {
		return 0
	}
	n, _ := strconv.Atoi(list[i]) // digits alone, by the file's name
	return n
}

// flywaySum is Flyway's checksum: CRC-32 over the lines without their ends (ChecksumCalculator).
func flywaySum(text string) string {
	h := crc32.NewIEEE()
	text = strings.TrimPrefix(text, "\ufeff")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	for line := range strings.SplitSeq(text, "\n") {
		_, _ = h.Write([]byte(line))
	}
	return strconv.Itoa(int(int32(h.Sum32()))) //nolint:gosec // Flyway keeps it as a signed number
}

func digest(text string) string {
	d := sha256.Sum256([]byte(text))
	return hex.EncodeToString(d[:])
}

func prismaID(p string) (string, bool) {
	return path.Base(path.Dir(p)), path.Base(p) == "migration.sql"
}

func dieselID(p string) (string, bool) {
	m := dieselName.FindStringSubmatch(path.Base(path.Dir(p)))
	if m == nil || path.Base(p) != "up.sql" {
		return "", false
	}
	return strings.ReplaceAll(m[1], "-", ""), true
}

func sqlxID(p string) (string, bool) {
	if strings.HasSuffix(p, ".down.sql") {
		return "", false
	}
	return numberOf(p, true, []string{".sql"})
}

func refineryID(p string) (string, bool) {
	base := path.Base(p)
	if !strings.HasPrefix(base, "V") {
		return "", false
	}
	return numberOf(strings.ReplaceAll(base[1:], "__", "_"), true, []string{".sql"})
}

func typeormID(p string) (string, bool) {
	m := typeormName.FindStringSubmatch(path.Base(p))
	if m == nil || strings.HasSuffix(p, ".d.ts") {
		return "", false
	}
	return strings.TrimSuffix(m[2], m[1]) + m[1], true
}

// section cuts out what stands between two marks in comments, and keeps the lines where they are.
func section(from, to string) func(string) string {
	return func(text string) string {
		var b strings.Builder
		in := false
		for line := range strings.Lines(text) {
			trimmed := strings.TrimSpace(line)
			if strings.HasPrefix(trimmed, "--") {
				switch {
				case strings.Contains(trimmed, from):
					in = true
				case strings.Contains(trimmed, to):
					in = false
				}
			}
			if in {
				b.WriteString(line)
			} else if strings.HasSuffix(line, "\n") {
				b.WriteByte('\n')
			}
		}
		return b.String()
	}
}

// gooseGo leaves out Go files that register no migration.
func gooseGo(text string, m *Migration, _ *reader) bool {
	return !m.Code || strings.Contains(text, "goose.AddMigration") || strings.Contains(text, "goose.AddNamedMigration")
}
