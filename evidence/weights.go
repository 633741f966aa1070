package evidence

// Written by tools/learn from 5035 differences, 697 of them repaired, of DFE-Digital/teaching-vacancies, artsy/force, hmcts/sds-flux-config, lsst-sqre/phalanx, navikt/mulighetsrommet, passportxyz/passport, redhat-appstudio/infra-deployments, stfc/cloud-deployed-apps, wikimedia/operations-deployment-charts. Do not edit.

// intercept is the log-odds of a repair where no sign holds.
const intercept = -1.946

func table() []Weight {
	return []Weight{
		{"never-the-same", -0.466, 2794, 209},
		{"on-its-way", -1.280, 458, 47},
		{"overdue", 0.739, 301, 106},
		{"hot-fix", 0.225, 532, 171},
		{"left-behind", 0.034, 83, 16},
		{"settled", -0.320, 620, 70},
		{"standing", 1.069, 247, 78},
		{"no-history", 0.000, 0, 0},
		{"once-the-same", 0.257, 648, 101},
		{"age-week", -0.423, 184, 18},
		{"age-fortnight", 1.146, 78, 41},
		{"age-month", 1.196, 288, 118},
		{"age-two-months", -0.018, 406, 81},
		{"age-quarter", 0.769, 296, 108},
		{"age-half-year", -0.220, 710, 102},
		{"age-year", -0.918, 978, 91},
		{"age-two-years", -0.573, 1113, 71},
		{"age-old", -0.958, 982, 67},
		{"file-edited-since", -0.278, 3615, 401},
		{"lowest-alone", 0.055, 572, 56},
		{"middle-alone", -0.275, 1072, 110},
		{"reference-alone", 0.247, 554, 96},
		{"all-differ", -0.152, 330, 21},
		{"one-sided", 1.429, 2629, 515},
		{"reference-lacks", 0.206, 1416, 242},
		{"whole-resource", -0.331, 126, 14},
		{"alone-in-its-resource", -0.189, 328, 40},
		{"many-siblings", 0.058, 3123, 464},
		{"many-places", 0.001, 398, 62},
		{"near-name", -0.844, 251, 13},
		{"leak", 0.636, 218, 68},
		{"shared", 0.433, 29, 10},
		{"others-say-their-own", 0.306, 24, 11},
		{"version", 0.534, 168, 53},
		{"version-major", 0.270, 17, 5},
		{"version-minor", -0.115, 42, 4},
		{"switch", -0.169, 643, 67},
		{"size", -0.291, 644, 69},
		{"larger-in-reference", -0.619, 290, 5},
		{"address", -0.433, 335, 38},
		{"secret", 0.703, 79, 37},
		{"list", -0.316, 1408, 206},
		{"text", -0.156, 1725, 221},
	}
}
