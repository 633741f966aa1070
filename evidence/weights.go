package evidence

// Written by tools/learn from 5176 differences, 789 of them repaired, of DFE-Digital/teaching-vacancies, artsy/force, hmcts/sds-flux-config, lsst-sqre/phalanx, navikt/mulighetsrommet, passportxyz/passport, redhat-appstudio/infra-deployments, stfc/cloud-deployed-apps, wikimedia/operations-deployment-charts. Do not edit.

// intercept is the log-odds of a repair where no sign holds.
const intercept = -1.137

func table() []Weight {
	return []Weight{
		{"never-the-same", -0.162, 2773, 313},
		{"on-its-way", -1.116, 282, 31},
		{"overdue", 0.654, 314, 86},
		{"hot-fix", 0.019, 626, 209},
		{"settled", -0.303, 787, 59},
		{"no-history", -0.143, 4, 0},
		{"once-the-same", 0.576, 355, 75},
		{"age-week", -0.146, 207, 30},
		{"age-month", 1.415, 300, 176},
		{"age-quarter", 0.881, 548, 216},
		{"age-year", -0.738, 1604, 195},
		{"age-old", -1.269, 2513, 172},
		{"file-edited-since", 0.403, 3324, 478},
		{"lowest-alone", -0.395, 426, 47},
		{"middle-alone", -0.660, 1144, 90},
		{"reference-alone", 0.464, 585, 203},
		{"all-differ", -0.613, 351, 29},
		{"one-sided", 0.221, 2929, 479},
		{"whole-resource", -0.173, 435, 50},
		{"alone-in-its-resource", 0.193, 393, 62},
		{"many-siblings", 0.065, 2994, 511},
		{"many-places", -0.057, 493, 59},
		{"near-name", -0.823, 793, 61},
		{"leak", 0.678, 387, 89},
		{"shared", 0.373, 3, 2},
		{"others-say-their-own", 0.632, 28, 12},
		{"version", 0.541, 125, 51},
		{"version-major", -0.029, 15, 5},
		{"version-minor", -0.956, 33, 4},
		{"switch", -0.249, 405, 52},
		{"size", -0.149, 564, 72},
		{"larger-in-reference", -0.950, 289, 10},
		{"address", -0.904, 402, 30},
		{"secret", 0.672, 70, 42},
		{"list", -0.358, 1637, 179},
		{"text", -0.039, 1909, 350},
	}
}
