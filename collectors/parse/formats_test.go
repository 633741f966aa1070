package parse_test

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/parse"
)

func TestFormatsAreReadAsTheirProgramsDo(t *testing.T) {
	for name, c := range map[string]struct {
		format parse.Format
		in     string
		want   string // the document, "" for none
		told   string // the beginning of the first problem, with its line
	}{
		"json with comments and trailing commas":         {parse.FormatJSONC, "{\n  // c\n  \"a\": 8, /* d\n */\n  \"b\": [1, 2,],\n}\n", `{a@3:8 b@5:[1 2]}`, ""},
		"json with comments that is broken":              {parse.FormatJSONC, "{\n  // c\n  \"a\": ,\n}\n", "", "3 not valid json"},
		"json without them where nobody allows comments": {parse.FormatJSON, "{\n  \"a\": 8, // c\n}\n", "", "2 not valid json"},
		"toml with a table twice":                        {parse.FormatTOML, "[a]\nb = 1\n\n[a]\nc = 2\n", "", "4 not valid toml"},
		"toml with a key twice":                          {parse.FormatTOML, "a = 1\na = 2\n", "", "2 not valid toml"},
		"toml with a date that is none":                  {parse.FormatTOML, "a = 2006-01-32\n", "", "1 not valid toml"},
		"toml that extends an inline table":              {parse.FormatTOML, "a = { b = 1 }\n[a.c]\nd = 1\n", "", "2 not valid toml"},
		"toml with tables out of order":                  {parse.FormatTOML, "[a.b]\nx = 1\n[c]\n[a]\ny = 2\n", `{a@1:{b@1:{x@2:1} y@5:2} c@3:{}}`, ""},
		"properties with halves of a character":          {parse.FormatProp, "face=\\uD83D\\uDE00\nother=\\uD83D\\uDE80\nhalf=\\uD83Dx\nplain=\\u00e9\n", "{face@1:\"😀\" half@3:\"\ufffdx\" other@2:\"🚀\" plain@4:\"é\"}", ""},
		"properties with lone carriage returns":          {parse.FormatProp, "a=1\rb=2\r", `{a@1:"1" b@2:"2"}`, ""},
		"properties that end in a backslash":             {parse.FormatProp, "dir=C:\\\\x\\", `{dir@1:"C:\\x"}`, ""},
		"ini with a value on lines of its own":           {parse.FormatINI, "[program:api]\nenvironment =\n  A=\"1\",\n  B=\"x=y\"\n[b]\nc = d\n", `{b@5:{c@6:"d"} program:api@1:{environment@2:"A=\"1\",\nB=\"x=y\""}}`, ""},
		"ini with keys that are all indented":            {parse.FormatINI, "[core]\n\tpath = C:/x\n\tflag\n\tlast = 1\n", `{core@1:{flag@3:"true" last@4:"1" path@2:"C:/x"}}`, ""},
		"ini with a line that is no key":                 {parse.FormatINI, "[a]\nwhat is this\nb = 1\n", `{a@1:{b@3:"1"}}`, "2 a line that is neither"},
		"git's ini":                                      {parse.FormatGit, "[branch \"a]b\"] merge = refs/x ; c\n[core]\n\tflag\n\tx = \"a # b\" # c\n\ty = a\\\n  b\n\tz = \\\"q\\\\\n", "{branch \"a]b\"@1:{merge@1:\"refs/x\"} core@2:{flag@3:\"true\" x@4:\"a # b\" y@5:\"a b\" z@7:\"\\\"q\\\\\"}}", ""},
		"systemd's ini":                                  {parse.FormatUnit, "[Service]\nExecStart=\nExecStart=/bin/a \\\n# c\n  b\nAfter=x\nAfter=\nAfter=y\nEnv=\"a # b\"\n", `{Service@1:{After@8:"y" Env@9:"\"a # b\"" ExecStart@3:"/bin/a  b"}}`, ""},
		"mysql's ini":                                    {parse.FormatMySQL, "[mysqld]\nskip-networking\nmax-connections = 10 # c\npath = \"a#b\"\n", `{mysqld@1:{max_connections@3:"10" path@4:"a#b" skip_networking@2:"true"}}`, ""},
		"php's ini":                                      {parse.FormatPHP, "memory_limit = 128M ; c\n[x]\na = \"b;c\"\n", `{memory_limit@1:"128M" x@2:{a@3:"b;c"}}`, ""},
		"key value lines":                                {parse.FormatConf, "max_connections = 200   # (change requires restart)\nshared_buffers 128MB\ntimezone = 'UTC'\nq = 'it''s # x'\nsave 900 1\nsave 300 10\nflag\n", `{flag@7:"" max_connections@1:"200" q@4:"it's # x" save@5:["900 1" "300 10"] shared_buffers@2:"128MB" timezone@3:"UTC"}`, ""},
		"nginx":                                          {parse.FormatNginx, "worker_processes 2; # c\nhttp {\n  server {\n    listen 80; listen 443 ssl;\n    location / { proxy_pass \"http://a;b\"; }\n  }\n  server { listen 81; }\n}\n", `{http@2:{server@3:[{listen@4:["80" "443 ssl"] location /@5:{proxy_pass@5:"http://a;b"}} {listen@7:"81"}]} worker_processes@1:"2"}`, ""},
		"nginx with a brace too few":                     {parse.FormatNginx, "http {\n  a 1;\n", `{http@1:{a@2:"1"}}`, "3 a directive that does not end"},
		"an inventory of Ansible":                        {parse.FormatHosts, "bastion\n[web]\nw1 ansible_host=10.0.0.1 note=\"a b\" # c\nw2:2222\n[web:vars]\nport = 80\n[all:children]\nweb\n", `{all@7:{children@7:{web@8:{}}} ungrouped@1:{hosts@1:{bastion@1:{}}} web@2:{hosts@2:{w1@3:{ansible_host@3:"10.0.0.1" note@3:"a b"} w2:2222@4:{}} vars@5:{port@6:"80"}}}`, ""},
		"a template of yaml":                             {"template-yaml", "image: {{ image }}\nurl: https://{{ host }}/x\nn: <%= n %>\nk: 1\n", `{image@1:"{{ image }}" k@4:1 n@3:"<%= n %>" url@2:"https://{{ host }}/x"}`, ""},
		"a template with conditions":                     {"template-yaml", "a: 1\n{{- if .Values.b }}\nb: 2\n{{- end }}\nc: 3\n", `{a@1:1 b@3:2 c@5:3}`, "1 a template with conditions"},
		"a template of dotenv":                           {"template-dotenv", "A={{ a }}\n{% if x %}\nB=2\n{% endif %}\n", `{A@1:"{{ a }}" B@3:"2"}`, "1 a template with conditions"},
		"hocon with objects that merge":                  {parse.FormatHOCON, "// c\napp {\n  port = 80, name: shop ltd # c\n  tls = true\n}\napp.port = 81\napp { db { url = \"a//b\" } }\n", `{app@2:{db@7:{url@7:"a//b"} name@3:"shop ltd" port@6:81 tls@4:true}}`, ""},
		"hocon's substitutions":                          {parse.FormatHOCON, "host = h1\nurl = \"http://\"${host}\"/x\"\nport = 80\nport = ${?PORT}\nsecret = ${SECRET}\nbase { a = 1, b = 2 }\nown = ${base} { b = 3 }\nelse = ${gone} { c = 1 }\n", `{base@6:{a@6:1 b@6:2} else@8:{c@8:1} host@1:"h1" own@7:{a@6:1 b@7:3} port@3:80 secret@5:"${SECRET}" url@2:"http://h1/x"}`, ""},
		"hocon's lists":                                  {parse.FormatHOCON, "a = [1, two\n  3]\na += 4\nb = [{ x = 1 }, { x = 2 }]\n", `{a@1:[1 "two" 3 4] b@4:[{x@4:1} {x@4:2}]}`, ""},
		"hocon in braces, with text in three quotes":     {parse.FormatHOCON, "{\n \"a.b\" : \"\"\"one\ntwo\"\"\"\n c = 10s\n}\n", "{a.b@2:\"one\\ntwo\" c@4:\"10s\"}", ""},
		"hocon that includes":                            {parse.FormatHOCON, "include \"application\"\na = 1\n", `{a@2:1}`, "1 an include"},
		"hocon with a brace too few":                     {parse.FormatHOCON, "a {\n b = 1\n", `{a@1:{b@2:1}}`, "3 an object has no closing brace"},
		"hocon whose values refer to one another":        {parse.FormatHOCON, "a = ${b}\nb = ${a}\n", `{a@1:"${a}" b@2:"${a}"}`, ""},
		"xml":                                   {parse.FormatXML, "<?xml version=\"1.0\"?>\n<configuration xmlns:xdt=\"x\">\n <!-- c -->\n <appSettings>\n  <add key=\"A\" value=\"1\" xdt:Transform=\"Insert\"/>\n  <add key=\"B\" value=\"2\"/>\n </appSettings>\n <name> x </name>\n</configuration>\n", `{configuration@2:{appSettings@4:{add@5:[{key@5:"A" value@5:"1" xdt:Transform@5:"Insert"} {key@6:"B" value@6:"2"}]} name@8:"x"}}`, ""},
		"xml that is cut off":                   {parse.FormatXML, "<a>\n <b>\n", "", "3 not valid xml"},
		"xml with an element closed by another": {parse.FormatXML, "<a>\n <b></c>\n</a>\n", "", "2 not valid xml"},
	} {
		t.Run(name, func(t *testing.T) {
			res := parse.Text(c.format, []byte(c.in))
			got, told := "", ""
			if len(res.Docs) > 0 {
				got = show(&res.Docs[0].Root)
			}
			if len(res.Problems) > 0 {
				told = place(res.Problems[0])
			}
			if got != c.want || !strings.HasPrefix(told, c.told) || c.told == "" && told != "" {
				t.Errorf("\n got %s\nwant %s\ntold %q, want %q", got, c.want, told, c.told)
			}
		})
	}
}

func place(p parse.Problem) string {
	return strings.TrimLeft(strings.Join([]string{itoa(p.Line), p.Text}, " "), " ")
}

func itoa(n int) string {
	if n < 10 {
		return string('0' + rune(n))
	}
	return itoa(n/10) + string('0'+rune(n%10))
}

func TestDetectKnowsWhoAllowsComments(t *testing.T) {
	for name, want := range map[string]parse.Format{
		"src/appsettings.Production.json": parse.FormatJSONC, "tsconfig.build.json": parse.FormatJSONC, ".vscode/settings.json": parse.FormatJSONC, "package.json": parse.FormatJSON,
		"a.jsonc": parse.FormatJSONC, "web.Release.config": parse.FormatXML, "my.cnf": parse.FormatMySQL, "api.service": parse.FormatUnit, ".gitconfig": parse.FormatGit,
		"nginx.conf": parse.FormatNginx, "etc/redis.conf": parse.FormatConf, "php.ini": parse.FormatPHP, "x.ini": parse.FormatINI,
	} {
		if got := parse.Detect(name); got != want {
			t.Errorf("Detect(%q) = %q, want %q", name, got, want)
		}
	}
}
