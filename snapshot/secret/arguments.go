package secret

import "strings"

// Span is a part of a text, in bytes.
type Span struct{ start, end int }

// replaceArguments replaces the secrets of command lines in a text: --password hunter2, mysql -phunter2, curl -u user:password.
func replaceArguments(text string, nameOf func(string) Name, put func(string) string) string {
	if !strings.Contains(text, " -") && !strings.Contains(text, "\t-") && !strings.Contains(text, "\n-") && text[0] != '-' {
		return text
	}
	var out strings.Builder
	done, base := 0, 0
	for line := range strings.SplitAfterSeq(text, "\n") {
		if strings.Contains(line, "-") && strings.ContainsAny(line, " \t") {
			spans := fields(line)
			args := make([]string, len(spans))
			for i, s := range spans {
				args[i] = line[s.start:s.end]
			}
			for i, s := range Arguments("", args, nameOf) {
				if s.end > s.start {
					out.WriteString(text[done : base+spans[i].start+s.start])
					out.WriteString(put(args[i][s.start:s.end]))
					done = base + spans[i].start + s.end
				}
			}
		}
		base += len(line)
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}

// fields splits a line of a script at white space outside of quotes. Quotes around a field are not part of it.
func fields(line string) []Span {
	var out []Span
	for i := 0; i < len(line); {
		switch c := line[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		case c == '"' || c == '\'':
			end := strings.IndexByte(line[i+1:], c)
			if end < 0 {
				return out
			}
			out = append(out, Span{i + 1, i + 1 + end})
			i += end + 2
		default:
			end := i
			for end < len(line) && strings.IndexByte(" \t\r\n", line[end]) < 0 {
				if c := line[end]; c == '"' || c == '\'' {
					if n := strings.IndexByte(line[end+1:], c); n >= 0 {
						end += n + 1
					}
				}
				end++
			}
			out = append(out, Span{i, end})
			i = end
		}
	}
	return out
}

// Arguments returns, for each argument, the part that is a secret by the flags of the program. program is the program if args does not begin with
// it.
func Arguments(program string, args []string, nameOf func(string) Name) []Span {
	out := make([]Span, len(args))
	p := programName(program)
	for i, a := range args {
		if n := programName(a); n != "" {
			p = n
			continue
		}
		next := ""
		if i+1 < len(args) {
			next = args[i+1]
		}
		if !strings.HasPrefix(a, "-") || len(a) < 2 {
			continue
		}
		whole := Span{0, len(next)}
		switch {
		case strings.HasPrefix(a, "-p") && len(a) > 3 && passwordGlued(p) && !strings.HasPrefix(a, "-port"):
			if v := a[2:]; !Reference(v) {
				out[i] = Span{2, len(a)}
			}
		case next == "" || strings.HasPrefix(next, "-") || strings.HasPrefix(next, Sealed) || Reference(next):
		case userFlag(a) && userPassword(next) && (p == "curl" || p == "wget" || p == "http" || p == ""):
			out[i+1] = Span{strings.IndexByte(next, ':') + 1, len(next)}
		case passwordFlag(p, a):
			out[i+1] = whole
		case strings.HasPrefix(a, "-") && !strings.ContainsAny(a, "= "):
			if Hides(nameOf(strings.TrimLeft(a, "-")), next) {
				out[i+1] = whole
			}
		}
	}
	return out
}

// Bounds returns the beginning and the end of the part.
func (s Span) Bounds() (start, end int) { return s.start, s.end }

// programName returns the name of a program whose short flags carry passwords, "" for any other text.
func programName(arg string) string {
	if at := strings.LastIndexAny(arg, "/="); at >= 0 {
		arg = arg[at+1:]
	}
	switch arg {
	case "mysql", "mysqldump", "mysqladmin", "mysqlimport", "mysqlshow", "mariadb", "mariadb-dump", "mariadb-admin", "curl", "wget", "http", "sshpass", "redis-cli", "docker", "podman", "skopeo", "helm",
		"mongo", "mongosh", "mongodump", "mongorestore", "ldapsearch", "ldapadd", "ldapmodify", "sqlcmd", "az", "psql", "rabbitmqadmin", "influx", "htpasswd", "7z", "zip", "unzip", "sqlplus", "smbclient", "openssl":
		return arg
	}
	return ""
}

// passwordGlued lists programs whose -p takes the password without a space.
func passwordGlued(program string) bool {
	return strings.HasPrefix(program, "mysql") || strings.HasPrefix(program, "mariadb") || program == "sshpass" || program == "7z"
}

// passwordFlag reports whether the argument after a program's short flag is a password.
func passwordFlag(program, flag string) bool {
	switch flag {
	case "-p":
		switch program {
		case "sshpass", "docker", "podman", "mongo", "mongosh", "mongodump", "mongorestore", "az", "rabbitmqadmin":
			return true
		}
	case "-P":
		return program == "sqlcmd" || program == "zip" || program == "unzip"
	case "-a":
		return program == "redis-cli"
	case "-w":
		return strings.HasPrefix(program, "ldap")
	case "-b", "-t":
		return false
	}
	return false
}

func userFlag(a string) bool {
	return a == "-u" || a == "--user" || a == "-U" || a == "--proxy-user" || a == "--creds" || a == "--src-creds" || a == "--dest-creds"
}

// userPassword reports whether an argument is user:password, and not a container's user and group.
func userPassword(a string) bool {
	user, password, ok := strings.Cut(a, ":")
	return ok && userLike(user) && password != "" && !strings.HasPrefix(password, "//") && strings.Trim(user+password, "0123456789") != ""
}
