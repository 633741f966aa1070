package rules

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// truth reads a switch: true/false, on/off, yes/no, enabled/disabled, AWS's Enabled/Suspended. "1" and "0" are numbers, not switches.
func truth(s string) (on, isSwitch bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "true", "on", "yes", "enabled", "enable", "t", "y":
		return true, true
	case "false", "off", "no", "disabled", "disable", "suspended", "f", "n":
		return false, true
	}
	return false, false
}

// sizeOf reads numbers, and the sizes in names of clouds' instances: "db.r6g.2xlarge", "cache.t4g.micro", "m5.large".
func sizeOf(s string) (float64, bool) {
	if !numeric(s) {
		return spelledSize(s)
	}
	if v, err := strconv.ParseFloat(s, 64); err == nil && !math.IsNaN(v) && !math.IsInf(v, 0) {
		return v, true
	}
	return spelledSize(s)
}

// numeric reports whether s can be a number at all. It avoids parsing errors, which are slow.
func numeric(s string) bool {
	return s != "" && (s[0] >= '0' && s[0] <= '9' || s[0] == '-' || s[0] == '+' || s[0] == '.')
}

func spelledSize(s string) (float64, bool) {
	if i := strings.LastIndexAny(s, ".-_"); i > 0 && len(s) < 40 {
		if s[i] != '.' && (s[i+1:] == "dev" || s[i+1:] == "free" || s[i+1:] == "hobby") {
			return smallest, true // plans of services: redis-dev, redis-large
		}
		return classSize(s[i+1:])
	}
	return 0, false
}

// smallest is below all sizes in names.
const smallest = 0.5

// classSize orders instance sizes. Each step doubles the size.
func classSize(s string) (float64, bool) {
	for i, name := range [...]string{"nano", "micro", "small", "medium", "large", "xlarge"} {
		if s == name {
			return math.Exp2(float64(i)), true
		}
	}
	if n, ok := strings.CutSuffix(s, "xlarge"); ok {
		if v, err := strconv.ParseFloat(n, 64); err == nil && v > 0 {
			return 32 * v, true
		}
	}
	return 0, false
}

// Shapes of a value, from the strictest to the loosest. A shape describes a value by its look alone, for settings with an uninformative name.
const (
	shapeEmpty      = "empty"
	shapeBool       = "bool"
	shapeNumber     = "number"
	shapeUUID       = "uuid"
	shapeHex        = "hex"
	shapeDate       = "date"
	shapeEmail      = "email"
	shapeURL        = "url"
	shapeHost       = "host"
	shapeIP         = "ip"
	shapeARN        = "arn"
	shapeVersion    = "version"
	shapeExpression = "expression"
	shapePath       = "path"
	shapeName       = "name" // an identifier of several words: team-service-prod, notify_bucket
	shapeWord       = "word" // one bare word: info, gp3, Always
	shapeText       = "text"
	shapeMixed      = "mixed"
)

// shapeRules are tried in order. All are RE2, and so take linear time.
var shapeRules = []struct {
	shape string
	re    *regexp.Regexp
}{
	{shapeUUID, regexp.MustCompile(`^(?i)[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$`)},
	{shapeARN, regexp.MustCompile(`^arn:[a-z-]+:`)},
	{shapeDate, regexp.MustCompile(`^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?.*)?$`)},
	{shapeIP, regexp.MustCompile(`^(\d{1,3}\.){3}\d{1,3}(/\d{1,2})?(:\d+)?$|^[0-9a-fA-F]*:[0-9a-fA-F:]*:[0-9a-fA-F]*(/\d{1,3})?$`)},
	{shapeVersion, regexp.MustCompile(`^(?i)[v^~>=< ]*\d+\.\d+(\.\d+)*([-+.][0-9a-z.+-]+)?$`)},
	{shapeURL, regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*://\S+$`)},
	{shapeEmail, regexp.MustCompile(`^[^@\s,]+@[^@\s,]+\.[a-zA-Z]{2,}$`)},
	{shapeExpression, regexp.MustCompile(`\$\{.+\}|^(var|local|module|data|each|aws_\w+|kubernetes_\w+|google_\w+|azurerm_\w+)\.[\w.\[\]"*-]+$|^\{\{.*\}\}$|^[a-z]\w*\(.*\)$`)},
	{shapeHost, regexp.MustCompile(`^(\*\.)?([a-zA-Z0-9_]([a-zA-Z0-9_-]*[a-zA-Z0-9])?\.)+[a-zA-Z][a-zA-Z0-9-]*[a-zA-Z](:\d+)?$`)},
	{shapePath, regexp.MustCompile(`^[~.]{0,2}(/[^\s/]+)+/?$`)},
}

// shapeOfText returns the shape of s.
func shapeOfText(s string) string {
	if s == "" {
		return shapeEmpty
	}
	if numeric(s) {
		if _, err := strconv.ParseFloat(s, 64); err == nil {
			return shapeNumber
		}
	}
	if _, ok := truth(s); ok && len(s) > 1 {
		return shapeBool
	}
	if len(s) > 2048 {
		return shapeText
	}
	if shape := plainShape(s); shape != "" {
		return shape
	}
	for i := range shapeRules {
		if plausible(shapeRules[i].shape, s) && shapeRules[i].re.MatchString(s) {
			return shapeRules[i].shape
		}
	}
	switch {
	case strings.HasPrefix(s, "sha256:") && plainShape(s[len("sha256:"):]) == shapeHex:
		return shapeHex
	case isName(s):
		return shapeName
	}
	return shapeText
}

// plainShape returns the shape of a text of letters and digits only; "" for any other text.
func plainShape(s string) string {
	hex, digits := len(s) >= 7, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !alnum(c) {
			return ""
		}
		digits = digits || c <= '9'
		hex = hex && (c <= '9' || c >= 'a' && c <= 'f')
	}
	switch {
	case hex && digits:
		return shapeHex
	case s[0] > '9':
		return shapeWord
	}
	return shapeText
}

// isName reports whether s is words of letters and digits with one of -_.:/ between them, as in identifiers: team-service-prod.
func isName(s string) bool {
	separators := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case alnum(c), i == 0 && (c == '#' || c == '@'), i > 0 && separators > 0 && c == '*':
		case strings.IndexByte("-_.:/", c) >= 0 && i > 0 && i < len(s)-1 && strings.IndexByte("-_.:/", s[i-1]) < 0:
			separators++
		default:
			return false
		}
	}
	return separators > 0
}

// listShape returns the shape of a comma- or space-separated list whose elements all have one shape, else "".
func listShape(s string) string {
	fields := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == ';' || r == '\n' })
	if len(fields) < 2 {
		return ""
	}
	if uuids(fields) {
		return shapeUUID
	}
	shape := shapeOfText(fields[0])
	for _, f := range fields[1:] {
		if shapeOfText(f) != shape {
			return ""
		}
	}
	if shape == shapeWord && !strings.ContainsAny(s, ",;") {
		return "" // a sentence
	}
	return shape
}

// theShape returns the one shape of all present, non-empty values; "empty" if all are empty, "mixed" if they differ.
func (f *facts) theShape() string {
	if f.shape != "" {
		return f.shape
	}
	shape := ""
	f.presentTexts(func(t string) bool {
		s := shapeOfText(t)
		if s == shapeText {
			if l := listShape(t); l != "" {
				s = l
			}
		}
		switch {
		case s == shapeEmpty:
		case shape == "" || shape == s:
			shape = s
		default:
			shape = joinShapes(shape, s)
		}
		return shape != shapeMixed
	})
	if shape == "" {
		shape = shapeEmpty
	}
	f.shape = shape
	return shape
}

// joinShapes returns the shape that covers both: a name and a word are both names; a hex id and a number are both hex.
func joinShapes(a, b string) string {
	pair := func(x, y string) bool { return a == x && b == y || a == y && b == x }
	switch {
	case pair(shapeHex, shapeNumber), pair(shapeHex, shapeWord):
		return shapeHex
	case pair(shapeName, shapeWord), pair(shapeName, shapeHost), pair(shapeName, shapeHex):
		return shapeName
	case pair(shapeHost, shapeURL), pair(shapeHost, shapeIP):
		return shapeHost
	case pair(shapeBool, shapeWord):
		return shapeWord
	case pair(shapeVersion, shapeNumber):
		return shapeVersion
	}
	return shapeMixed
}

// uuids reports whether most elements are a UUID, or have one as their key.
func uuids(fields []string) bool {
	n := 0
	for _, f := range fields {
		if len(f) >= 36 && shapeOfText(f[:36]) == shapeUUID {
			n++
		}
	}
	return 2*n > len(fields)
}

// plausible is a quick check that avoids most regular expressions.
func plausible(shape, s string) bool {
	switch shape {
	case shapeUUID:
		return len(s) == 36
	case shapeARN:
		return strings.HasPrefix(s, "arn:")
	case shapeDate:
		return len(s) >= 10 && s[4] == '-'
	case shapeIP:
		return strings.ContainsAny(s, ".:")
	case shapeVersion:
		return strings.IndexByte(s, '.') > 0 && strings.IndexByte("0123456789vV^~>=<", s[0]) >= 0
	case shapeURL:
		return strings.Contains(s, "://")
	case shapeEmail:
		return strings.IndexByte(s, '@') > 0
	case shapeExpression:
		return strings.ContainsAny(s, ".{(")
	case shapeHost:
		return strings.IndexByte(s, '.') > 0
	case shapePath:
		return strings.IndexByte(s, '/') >= 0
	}
	return true
}
