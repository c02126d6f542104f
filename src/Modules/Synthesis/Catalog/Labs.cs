using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Catalog;

/// <summary>The laboratory tests, scores and vital signs that generated charts carry.</summary>
internal static class Labs
{
    public static readonly Analyte A1c = new("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", "%", 1, 40, 56) { UsualLow = 48 };
    public static readonly Analyte Glucose = new("2345-7", "Glucose [Mass/volume] in Serum or Plasma", "mg/dL", "mg/dL", 0, 70, 99) { UsualLow = 78 };
    public static readonly Analyte UreaNitrogen = new("3094-0", "Urea nitrogen [Mass/volume] in Serum or Plasma", "mg/dL", "mg/dL", 0, 7, 20);
    public static readonly Analyte Creatinine = new("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", "mg/dL", 2, 55, 125) { UsualLow = 65, UsualHigh = 115 };
    public static readonly Analyte Sodium = new("2951-2", "Sodium [Moles/volume] in Serum or Plasma", "mmol/L", "mmol/L", 0, 136, 145);
    public static readonly Analyte Potassium = new("2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", "mmol/L", 1, 35, 51) { UsualLow = 37, UsualHigh = 48 };
    public static readonly Analyte Chloride = new("2075-0", "Chloride [Moles/volume] in Serum or Plasma", "mmol/L", "mmol/L", 0, 98, 107);
    public static readonly Analyte Bicarbonate = new("2028-9", "Carbon dioxide, total [Moles/volume] in Serum or Plasma", "mmol/L", "mmol/L", 0, 22, 29);
    public static readonly Analyte Cholesterol = new("2093-3", "Cholesterol [Mass/volume] in Serum or Plasma", "mg/dL", "mg/dL", 0, 100, 199);
    public static readonly Analyte Triglycerides = new("2571-8", "Triglyceride [Mass/volume] in Serum or Plasma", "mg/dL", "mg/dL", 0, 35, 149) { UsualLow = 60, UsualHigh = 170 };
    public static readonly Analyte Hdl = new("2085-9", "Cholesterol in HDL [Mass/volume] in Serum or Plasma", "mg/dL", "mg/dL", 0, 40, 90) { UsualLow = 38, UsualHigh = 72 };
    public static readonly Analyte Ldl = new("13457-7", "Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation", "mg/dL", "mg/dL", 0, 40, 129) { UsualLow = 72, UsualHigh = 126 };
    public static readonly Analyte Tsh = new("3016-3", "Thyrotropin [Units/volume] in Serum or Plasma", "mIU/L", "m[IU]/L", 2, 40, 450) { UsualLow = 90, UsualHigh = 320 };
    public static readonly Analyte WhiteCells = new("6690-2", "Leukocytes [#/volume] in Blood by Automated count", "10*3/uL", "10*3/uL", 1, 45, 110) { UsualLow = 48, UsualHigh = 95 };
    public static readonly Analyte Hemoglobin = new("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", "g/dL", 1, 120, 170) { UsualLow = 126, UsualHigh = 158 };
    public static readonly Analyte Hematocrit = new("4544-3", "Hematocrit [Volume Fraction] of Blood by Automated count", "%", "%", 1, 360, 510);
    public static readonly Analyte Platelets = new("777-3", "Platelets [#/volume] in Blood by Automated count", "10*3/uL", "10*3/uL", 0, 150, 400) { UsualLow = 175, UsualHigh = 340 };
    public static readonly Analyte Ferritin = new("2276-4", "Ferritin [Mass/volume] in Serum or Plasma", "ng/mL", "ng/mL", 0, 20, 250) { UsualLow = 40, UsualHigh = 180 };
    public static readonly Analyte VitaminD = new("1989-3", "25-hydroxyvitamin D3 [Mass/volume] in Serum or Plasma", "ng/mL", "ng/mL", 0, 30, 100) { UsualLow = 32, UsualHigh = 58 };
    public static readonly Analyte StrepAntigen = new("78012-2", "Streptococcus pyogenes Ag [Presence] in Throat by Rapid immunoassay", "", "", 0, 0, 0) { Positive = "Positive" };
    public static readonly Analyte UrineEsterase = new("5799-2", "Leukocyte esterase [Presence] in Urine by Test strip", "", "", 0, 0, 0) { Positive = "Positive (2+)" };
    public static readonly Analyte UrineNitrite = new("5802-4", "Nitrite [Presence] in Urine by Test strip", "", "", 0, 0, 0) { Positive = "Positive" };

    public static readonly Analyte Phq9 = new("44261-6", "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]", "{score}", "{score}", 0, 0, 4) { Kind = AnalyteKind.Survey };
    public static readonly Analyte Phq2 = new("55758-7", "Patient Health Questionnaire 2 item (PHQ-2) total score [Reported]", "{score}", "{score}", 0, 0, 2) { Kind = AnalyteKind.Survey };
    public static readonly Analyte Gad7 = new("70274-6", "Generalized anxiety disorder 7 item (GAD-7) total score [Reported.PHQ]", "{score}", "{score}", 0, 0, 4) { Kind = AnalyteKind.Survey };
    public static readonly Analyte Pain = new("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", "{score}", "{score}", 0, 0, 3) { Kind = AnalyteKind.Survey };

    public static readonly Analyte Systolic = new("8480-6", "Systolic blood pressure", "mmHg", "mm[Hg]", 0, 90, 139) { Kind = AnalyteKind.VitalSign, UsualLow = 108, UsualHigh = 131 };
    public static readonly Analyte SkinGrade = new("", "Investigator's global assessment", "", "", 0, 0, 1) { Kind = AnalyteKind.Grading };
    public static readonly Analyte InsomniaHours = new("", "Hours slept per night", "hours", "h", 0, 7, 9) { Kind = AnalyteKind.Grading };

    public static readonly LabPanel GlycatedHemoglobin = new(A1c.Code, "HbA1c", 3400, A1c);
    public static readonly LabPanel BasicMetabolic = new(
        Code.Loinc("51990-0", "Basic metabolic panel - Blood"), "basic metabolic panel", 4100, Glucose, UreaNitrogen, Creatinine, Sodium, Potassium, Chloride, Bicarbonate);

    public static readonly LabPanel Lipids = new(Code.Loinc("24331-1", "Lipid 1996 panel - Serum or Plasma"), "lipid panel", 4600, Cholesterol, Triglycerides, Hdl, Ldl);
    public static readonly LabPanel Thyroid = new(Tsh.Code, "TSH", 3900, Tsh);
    public static readonly LabPanel BloodCount = new(Code.Loinc("58410-2", "CBC panel - Blood by Automated count"), "blood count", 2800, WhiteCells, Hemoglobin, Hematocrit, Platelets);
    public static readonly LabPanel Iron = new(Ferritin.Code, "ferritin", 3700, Ferritin);
    public static readonly LabPanel VitaminDLevel = new(VitaminD.Code, "vitamin D level", 5200, VitaminD);
    public static readonly LabPanel RapidStrep = new(StrepAntigen.Code, "rapid strep test", 2400, StrepAntigen);
    public static readonly LabPanel UrineStrip = new(Code.Loinc("24357-6", "Urinalysis macro (dipstick) panel - Urine"), "urine dipstick", 1200, UrineEsterase, UrineNitrite);
}
