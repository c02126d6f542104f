using System.Collections.Frozen;

namespace Carewright.Kernel.Units;

/// <summary>One unit symbol that is not composed of others.</summary>
/// <param name="Symbol">The case-sensitive symbol.</param>
/// <param name="IsMetric">True when it takes prefixes.</param>
/// <param name="Factor">How many of <paramref name="Definition"/> it is.</param>
/// <param name="Definition">The unit it is defined by; null for a base or an arbitrary unit.</param>
/// <param name="Offset">Added to a value before the factor applies, for temperatures: kelvin = (value + offset) * factor.</param>
/// <param name="IsSpecial">True when its scale does not start at zero or is not linear, so that it cannot be multiplied.</param>
internal sealed record UcumAtom(string Symbol, bool IsMetric, Rational Factor, string? Definition, Rational Offset, bool IsSpecial);

/// <summary>The unit symbols and prefixes of UCUM (The Unified Code for Units of Measure 2.1, chapters 2 to 4) that health records use.</summary>
internal static class UcumAtoms
{
    private const string Pi = "3.1415926535897932384626433832795028841971693993751058209749445923";

    // Symbol, factor, definition; "*" before the symbol marks a unit that takes prefixes.
    private static readonly string[] s_linear =
    [
        "10* 10 1", "10^ 10 1", "[pi] " + Pi + " 1", "% 1 10*-2", "[ppth] 1 10*-3", "[ppm] 1 10*-6", "[ppb] 1 10*-9", "[pptr] 1 10*-12",
        "*mol 6.02214076 10*23", "*sr 1 rad2", "*Hz 1 s-1", "*N 1 kg.m/s2", "*Pa 1 N/m2", "*J 1 N.m", "*W 1 J/s", "*A 1 C/s", "*V 1 J/C",
        "*F 1 C/V", "*Ohm 1 V/A", "*S 1 Ohm-1", "*Wb 1 V.s", "*T 1 Wb/m2", "*H 1 Wb/A", "*lm 1 cd.sr", "*lx 1 lm/m2", "*Bq 1 s-1", "*Gy 1 J/kg", "*Sv 1 J/kg",
        "gon 0.9 deg", "deg 2 [pi].rad/360", "' 1 deg/60", "'' 1 '/60", "*l 1 dm3", "*L 1 l", "ar 100 m2",
        "min 60 s", "h 60 min", "d 24 h", "a_t 365.24219 d", "a_j 365.25 d", "a_g 365.2425 d", "a 1 a_j", "wk 7 d", "mo_s 29.53059 d", "mo_j 1 a_j/12", "mo_g 1 a_g/12", "mo 1 mo_j",
        "*t 1000 kg", "*bar 100000 Pa", "*u 1.66053906660e-24 g", "*eV 1.602176634e-19 J", "AU 149597.870691 Mm", "*pc 3.085678e16 m",
        "[c] 299792458 m/s", "[h] 6.62607015e-34 J.s", "[k] 1.380649e-23 J/K", "[eps_0] 8.854187817e-12 F/m", "[e] 1.602176634e-19 C", "[m_e] 9.1093837139e-28 g",
        "[m_p] 1.67262192595e-24 g", "[G] 6.67430e-11 m3.kg-1.s-2", "*[g] 9.80665 m/s2", "[lbf_av] 1 [lb_av].[g]", "*[ly] 1 [c].a_j", "*gf 1 g.[g]",
        "*Ky 1 cm-1", "*Gal 1 cm/s2", "*dyn 1 g.cm/s2", "*erg 1 dyn.cm", "*P 1 dyn.s/cm2", "*Bi 10 A", "*St 1 cm2/s", "*Mx 1e-8 Wb", "*G 1e-4 T", "*Oe 79.57747154594767 A/m",
        "*Gb 1 Oe.cm", "*sb 1 cd/cm2", "*Lmb 1 cd/cm2/[pi]", "*ph 1e-4 lx", "*Ci 37000000000 Bq", "*R 2.58e-4 C/kg", "*RAD 100 erg/g", "*REM 1 RAD",
        "[in_i] 2.54 cm", "[ft_i] 12 [in_i]", "[yd_i] 3 [ft_i]", "[mi_i] 5280 [ft_i]", "[fth_i] 6 [ft_i]", "[nmi_i] 1852 m", "[kn_i] 1 [nmi_i]/h", "[sin_i] 1 [in_i]2", "[sft_i] 1 [ft_i]2",
        "[syd_i] 1 [yd_i]2", "[cin_i] 1 [in_i]3", "[cft_i] 1 [ft_i]3", "[cyd_i] 1 [yd_i]3", "[bf_i] 144 [in_i]3", "[cr_i] 128 [ft_i]3", "[mil_i] 0.001 [in_i]", "[hd_i] 4 [in_i]",
        "[ft_us] 1200 m/3937", "[yd_us] 3 [ft_us]", "[in_us] 1 [ft_us]/12", "[rd_us] 16.5 [ft_us]", "[mi_us] 5280 [ft_us]", "[acr_us] 160 [rd_us]2", "[smi_us] 1 [mi_us]2",
        "[gal_us] 231 [in_i]3", "[bbl_us] 42 [gal_us]", "[qt_us] 1 [gal_us]/4", "[pt_us] 1 [qt_us]/2", "[gil_us] 1 [pt_us]/4", "[foz_us] 1 [gil_us]/4", "[fdr_us] 1 [foz_us]/8",
        "[min_us] 1 [fdr_us]/60", "[cup_us] 16 [tbs_us]", "[tbs_us] 1 [foz_us]/2", "[tsp_us] 1 [tbs_us]/3", "[foz_m] 30 mL", "[cup_m] 240 mL", "[tsp_m] 5 mL", "[tbs_m] 15 mL", "[drp] 1 ml/20",
        "[gal_br] 4.54609 l", "[pk_br] 2 [gal_br]", "[bu_br] 8 [gal_br]", "[qt_br] 1 [gal_br]/4", "[pt_br] 1 [qt_br]/2", "[gil_br] 1 [pt_br]/4", "[foz_br] 1 [gil_br]/5",
        "[fth_us] 6 [ft_us]", "[fur_us] 40 [rd_us]", "[ch_us] 4 [rd_us]", "[lk_us] 1 [ch_us]/100", "[rch_us] 100 [ft_us]", "[rlk_us] 1 [rch_us]/100", "[mil_us] 0.001 [in_us]", "[srd_us] 1 [rd_us]2",
        "[sct] 1 [mi_us]2", "[twp] 36 [sct]", "[bu_us] 2150.42 [in_i]3", "[pk_us] 1 [bu_us]/4", "[dqt_us] 1 [pk_us]/8", "[dpt_us] 1 [dqt_us]/2", "[gal_wi] 1 [bu_us]/8", "[crd_us] 128 [ft_i]3",
        "[in_br] 2.539998 cm", "[ft_br] 12 [in_br]", "[yd_br] 3 [ft_br]", "[rd_br] 16.5 [ft_br]", "[ch_br] 4 [rd_br]", "[lk_br] 1 [ch_br]/100", "[fth_br] 6 [ft_br]", "[pc_br] 2.5 [ft_br]",
        "[mi_br] 5280 [ft_br]", "[nmi_br] 6080 [ft_br]", "[kn_br] 1 [nmi_br]/h", "[acr_br] 4840 [yd_br]2", "[fdr_br] 1 [foz_br]/8", "[min_br] 1 [fdr_br]/60", "[cml_i] 1 [pi]/4.[mil_i]2",
        "[lne] 1 [in_i]/12", "[pnt] 1 [lne]/6", "[pca] 12 [pnt]", "[pnt_pr] 0.013837 [in_i]", "[pca_pr] 12 [pnt_pr]", "[pied] 32.48 cm", "[pouce] 1 [pied]/12", "[ligne] 1 [pouce]/12",
        "[didot] 1 [ligne]/6", "[cicero] 12 [didot]", "[Btu_39] 1.05967 kJ", "[Btu_59] 1.05480 kJ", "[Btu_60] 1.05468 kJ", "[Btu_m] 1.05587 kJ", "[mu_0] 4e-7 [pi].N/A2", "*mho 1 S",
        "[gr] 64.79891 mg", "[lb_av] 7000 [gr]", "[oz_av] 1 [lb_av]/16", "[dr_av] 1 [oz_av]/16", "[scwt_av] 100 [lb_av]", "[lcwt_av] 112 [lb_av]", "[ston_av] 20 [scwt_av]", "[lton_av] 20 [lcwt_av]",
        "[stone_av] 14 [lb_av]", "[pwt_tr] 24 [gr]", "[oz_tr] 20 [pwt_tr]", "[lb_tr] 12 [oz_tr]", "[sc_ap] 20 [gr]", "[dr_ap] 3 [sc_ap]", "[oz_ap] 8 [dr_ap]", "[lb_ap] 12 [oz_ap]", "[oz_m] 28 g",
        "[degR] 5 K/9", "*cal_[15] 4.18580 J", "*cal_[20] 4.18190 J", "*cal_m 4.19002 J", "*cal_IT 4.1868 J", "*cal_th 4.184 J", "*cal 1 cal_th", "[Cal] 1 kcal_th",
        "[Btu_IT] 1.05505585262 kJ", "[Btu_th] 1.054350 kJ", "[Btu] 1 [Btu_th]", "[HP] 550 [ft_i].[lbf_av]/s", "*tex 1 g/km", "[den] 1 g/9/km",
        "*m[H2O] 9.80665 kPa", "*m[Hg] 133.3220 kPa", "[in_i'H2O] 1 m[H2O].[in_i]/m", "[in_i'Hg] 1 m[Hg].[in_i]/m", "att 1 kgf/cm2", "atm 101325 Pa", "[psi] 1 [lbf_av]/[in_i]2", "[PRU] 1 mm[Hg].s/ml",
        "[wood'U] 1 mm[Hg].min/L", "[diop] 1 /m", "[mesh_i] 1 /[in_i]", "[Ch] 1 mm/3", "[hnsf'U] 1 1", "[MET] 3.5 mL/min/kg",
        "*eq 1 mol", "*osm 1 mol", "*kat 1 mol/s", "*U 1 umol/min", "*g% 1 g/dl", "[S] 1e-13 s", "[HPF] 1 1", "[LPF] 100 1", "[car_m] 0.2 g", "[car_Au] 1 /24",
        "*st 1 m3", "*Ao 0.1 nm", "*b 100 fm2", "[smoot] 67 [in_i]", "circ 2 [pi].rad", "sph 4 [pi].sr", "*bit 1 1", "*By 8 bit", "*Bd 1 /s", "[pH] 1 mol/l", "*kgf 1 g.[g]",
    ];

    // Measured by a procedure of their own: commensurable only with themselves.
    private static readonly string[] s_arbitrary =
    [
        "*[iU]", "*[IU]", "*[arb'U]", "[USP'U]", "[GPL'U]", "[MPL'U]", "[APL'U]", "[beth'U]", "[anti'Xa'U]", "[todd'U]", "[dye'U]", "[smgy'U]", "[bdsk'U]", "[ka'U]", "[knk'U]", "[mclg'U]",
        "[tb'U]", "[CCID_50]", "*[TCID_50]", "*[EID_50]", "[PFU]", "[FFU]", "[CFU]", "[IR]", "[BAU]", "[AU]", "[Amb'a'1'U]", "[PNU]", "[Lf]", "[D'ag'U]", "[FEU]", "[ELU]", "[EU]", "[APS'U]",
        "[IPF]", "[hp_X]", "[hp_C]", "[hp_M]", "[hp_Q]", "[kp_X]", "[kp_C]", "[kp_M]", "[kp_Q]", "[bsa]", "[m/s2/Hz^0.5]",
    ];

    // Logarithmic and otherwise not linear: known, and comparable in the same unit only.
    private static readonly string[] s_nonLinear =
        ["*Np", "*B", "*B[SPL]", "*B[V]", "*B[mV]", "*B[uV]", "*B[10.nV]", "*B[W]", "*B[kW]", "*bit_s", "[p'diop]", "%[slope]", "[hp'_X]", "[hp'_C]", "[hp'_M]", "[hp'_Q]", "[m/s2/Hz^0.5]'"];

    public static FrozenDictionary<string, UcumAtom> All { get; } = Build();

    public static FrozenDictionary<string, Rational> Prefixes { get; } = new Dictionary<string, Rational>(StringComparer.Ordinal)
    {
        ["Q"] = Ten(30),
        ["R"] = Ten(27),
        ["Y"] = Ten(24),
        ["Z"] = Ten(21),
        ["E"] = Ten(18),
        ["P"] = Ten(15),
        ["T"] = Ten(12),
        ["G"] = Ten(9),
        ["M"] = Ten(6),
        ["k"] = Ten(3),
        ["h"] = Ten(2),
        ["da"] = Ten(1),
        ["d"] = Ten(-1),
        ["c"] = Ten(-2),
        ["m"] = Ten(-3),
        ["u"] = Ten(-6),
        ["n"] = Ten(-9),
        ["p"] = Ten(-12),
        ["f"] = Ten(-15),
        ["a"] = Ten(-18),
        ["z"] = Ten(-21),
        ["y"] = Ten(-24),
        ["r"] = Ten(-27),
        ["q"] = Ten(-30),
        ["Ki"] = 1L << 10,
        ["Mi"] = 1L << 20,
        ["Gi"] = 1L << 30,
        ["Ti"] = 1L << 40,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static Rational Ten(int exponent) => ((Rational)10).Pow(exponent);

    private static FrozenDictionary<string, UcumAtom> Build()
    {
        var atoms = new Dictionary<string, UcumAtom>(StringComparer.Ordinal);
        foreach (string unit in UcumDimension.BaseUnits)
        {
            atoms[unit] = new UcumAtom(unit, true, 1, null, 0, false);
        }

        foreach (string line in s_linear)
        {
            string[] parts = line.TrimStart('*').Split(' ');
            atoms[parts[0]] = new UcumAtom(parts[0], IsMetric(line), Rational.Parse(parts[1]), parts[2], 0, false);
        }

        foreach (string line in s_arbitrary)
        {
            string symbol = line.TrimStart('*');
            atoms[symbol] = new UcumAtom(symbol, IsMetric(line), 1, null, 0, false);
        }

        foreach (string line in s_nonLinear)
        {
            string symbol = line.TrimStart('*');
            atoms[symbol] = new UcumAtom(symbol, IsMetric(line), 1, null, 0, true);
        }

        atoms["[IU]"] = new UcumAtom("[IU]", true, 1, "[iU]", 0, false);
        atoms["[pH]"] = new UcumAtom("[pH]", false, 1, null, 0, true);
        atoms["Cel"] = new UcumAtom("Cel", true, 1, "K", 273.15m, true);
        atoms["[degF]"] = new UcumAtom("[degF]", false, Rational.Of(5, 9), "K", 459.67m, true);
        atoms["[degRe]"] = new UcumAtom("[degRe]", false, Rational.Of(5, 4), "K", 218.52m, true);
        return atoms.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static bool IsMetric(string line) => line[0] == '*';
}
