package diffing

import (
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/snapshot"
)

func TestElementsWithoutANameArePairedByWhatTheyAreAbout(t *testing.T) {
	statement := func(action string, buckets ...any) m {
		return m{"effect": "Allow", "actions": l{action}, "resources": buckets}
	}
	at := func(env string, statements ...any) *snapshot.Snapshot {
		return snap(env, res("policy", "replication", m{"statement": statements}))
	}
	t.Run("a statement that was put before the others is one difference, and no leak", func(t *testing.T) {
		r := compare(t,
			at("staging", statement("s3:GetObject", "arn:aws:s3:::shop-invoices-staging/*"), statement("s3:GetObject", "arn:aws:s3:::shop-pictures-staging/*")),
			at("prod", statement("s3:GetObject", "arn:aws:s3:::shop-reports-prod/*"), statement("s3:GetObject", "arn:aws:s3:::shop-invoices-prod/*"), statement("s3:GetObject", "arn:aws:s3:::shop-pictures-prod/*")))
		expect(t, r, `missing policy/replication statement[0] <absent> {3}`)
	})
	t.Run("other actions on one bucket are a change of one statement", func(t *testing.T) {
		r := compare(t,
			at("staging", statement("s3:GetObject", "arn:aws:s3:::shop-invoices-staging/*"), statement("s3:PutObject", "arn:aws:s3:::shop-pictures-staging/*")),
			at("prod", statement("s3:PutObject", "arn:aws:s3:::shop-pictures-prod/*"), statement("s3:DeleteObject", "arn:aws:s3:::shop-invoices-prod/*")))
		expect(t, r, `changed policy/replication statement[1].actions[0] "s3:GetObject" "s3:DeleteObject"`)
	})
	t.Run("a statement on another environment's bucket leaks", func(t *testing.T) {
		r := compare(t,
			at("dev", statement("s3:GetObject", "arn:aws:s3:::shop-invoices-dev/*"), statement("s3:PutObject", "arn:aws:s3:::shop-pictures-dev/*")),
			at("staging", statement("s3:GetObject", "arn:aws:s3:::shop-invoices-staging/*"), statement("s3:PutObject", "arn:aws:s3:::shop-pictures-staging/*")),
			at("prod", statement("s3:GetObject", "arn:aws:s3:::shop-invoices-staging/*"), statement("s3:PutObject", "arn:aws:s3:::shop-pictures-staging/*")))
		if len(r.Drifts) != 2 || r.Drifts[0].Kind != drift.Leaked || r.Drifts[1].Kind != drift.Leaked {
			t.Error(brief(r))
		}
	})
	t.Run("so does one beside statements on its own", func(t *testing.T) {
		r := compare(t,
			at("dev", statement("s3:GetObject", "arn:aws:s3:::shop-invoices-dev/*"), statement("s3:PutObject", "arn:aws:s3:::shop-pictures-dev/*")),
			at("staging", statement("s3:GetObject", "arn:aws:s3:::shop-invoices-staging/*"), statement("s3:PutObject", "arn:aws:s3:::shop-pictures-staging/*")),
			at("prod", statement("s3:GetObject", "arn:aws:s3:::shop-invoices-staging/*"), statement("s3:PutObject", "arn:aws:s3:::shop-pictures-prod/*")))
		if len(r.Drifts) != 1 || r.Drifts[0].Kind != drift.Leaked {
			t.Error(brief(r))
		}
	})
	t.Run("an account that holds two environments leaks neither", func(t *testing.T) {
		r := compare(t,
			at("dev", statement("s3:GetObject", "arn:aws:s3:::shop-invoices-dev/*"), statement("s3:PutObject", "arn:aws:s3:::shop-pictures-dev/*")),
			at("staging", statement("s3:GetObject", "arn:aws:s3:::shop-invoices-staging/*"), statement("s3:PutObject", "arn:aws:s3:::shop-pictures-staging/*")),
			at("prod", statement("s3:GetObject", "arn:aws:s3:::shop-invoices-staging/*"), statement("s3:GetObject", "arn:aws:s3:::shop-invoices-prod/*"), statement("s3:PutObject", "arn:aws:s3:::shop-pictures-prod/*")))
		for i := range r.Drifts {
			if r.Drifts[i].Kind == drift.Leaked {
				t.Error(brief(r))
			}
		}
	})
}
