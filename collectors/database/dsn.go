package database

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/program"
	"github.com/envparity/envparity/internal/bounds"
)

// keywords is a PostgreSQL DSN of keywords and values: "host=db.internal dbname=shop" or "service=shop".
var keywords = regexp.MustCompile(`(?:^|\s)(?:host|dbname|service)\s*=`)

const maxDSN = bounds.DSN

// dsn returns the DSN with its password. Errors quote neither.
func (c *database) dsn(ctx context.Context, in collectors.Input) (string, error) {
	var dsn string
	if c.DSNEnv != "" {
		if dsn = strings.TrimSpace(in.Getenv(c.DSNEnv)); dsn == "" {
			return "", fmt.Errorf("$%s is not set; it holds the DSN of the database, such as postgres://envparity@db.internal/shop", c.DSNEnv)
		}
	} else {
		out, err := line(ctx, in, "dsn_command", c.DSNCommand)
		if err != nil {
			return "", err
		}
		dsn = out
	}
	if len(c.PasswordCommand) == 0 {
		return dsn, nil
	}
	password, err := line(ctx, in, "password_command", c.PasswordCommand)
	if err != nil {
		return "", err
	}
	return withPassword(dsn, password)
}

// line is the one line that a command prints.
func line(ctx context.Context, in collectors.Input, what string, argv []string) (string, error) {
	out, err := program.Output(ctx, in.Dir, argv, maxDSN, in.Sealer.SealText)
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", what, argv[0], err)
	}
	text := strings.TrimSpace(string(out))
	if text == "" || strings.ContainsAny(text, "\r\n\x00") {
		return "", fmt.Errorf("%s %s: it must print one line, and printed %d", what, argv[0], len(strings.Split(text, "\n"))-count(text == ""))
	}
	return text, nil
}

// withPassword puts a password into a DSN.
func withPassword(dsn, password string) (string, error) {
	if !strings.Contains(dsn, "://") {
		return dsn + ` password='` + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(password) + `'`, nil
	}
	u, err := url.Parse(dsn)
	if err != nil || u.User.Username() == "" {
		return "", errors.New("the DSN names no user, so the password of password_command belongs to nobody; write postgres://USER@HOST:PORT/DATABASE")
	}
	u.User = url.UserPassword(u.User.Username(), password)
	return u.String(), nil
}
