using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Histories;
using Carewright.Synthesis.People;

namespace Carewright.Synthesis.Resources;

/// <summary>Writes the Observations that are taken in the room: vital signs, scores and smoking status (US Core 6.1.0).</summary>
internal static class ObservationWriter
{
    private static readonly Code BloodPressure = Code.Loinc("85354-9", "Blood pressure panel with all children optional");
    private static readonly Code Systolic = Code.Loinc("8480-6", "Systolic blood pressure");
    private static readonly Code Diastolic = Code.Loinc("8462-4", "Diastolic blood pressure");
    private static readonly Code HeartRate = Code.Loinc("8867-4", "Heart rate");
    private static readonly Code Respirations = Code.Loinc("9279-1", "Respiratory rate");
    private static readonly Code Temperature = Code.Loinc("8310-5", "Body temperature");
    private static readonly Code Height = Code.Loinc("8302-2", "Body height");
    private static readonly Code Weight = Code.Loinc("29463-7", "Body weight");
    private static readonly Code MassIndex = Code.Loinc("39156-5", "Body mass index (BMI) [Ratio]");
    private static readonly Code PulseOximetry = Code.Loinc("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry");
    private static readonly Code OxygenSaturation = Code.Loinc("2708-6", "Oxygen saturation in Arterial blood");
    private static readonly Code Smoking = Code.Loinc("72166-2", "Tobacco smoking status");

    public static void WriteVitals(ChartContext chart, Visit visit)
    {
        if (visit.Vitals is not { } vitals) return;
        if (vitals.Systolic is { } systolic) WritePressure(chart, visit, systolic, vitals.Diastolic!.Value);
        Vital(chart, visit, "heart-rate", HeartRate, vitals.Pulse, 0, "/min", "/min");
        Vital(chart, visit, "respiratory-rate", Respirations, vitals.Respirations, 0, "/min", "/min");
        Vital(chart, visit, "body-temperature", Temperature, vitals.Temperature, 1, "Cel", "Cel");
        Vital(chart, visit, "body-height", Height, vitals.Height, 1, "cm", "cm");
        Vital(chart, visit, "body-weight", Weight, vitals.Weight, 1, "kg", "kg");
        Vital(chart, visit, "bmi", MassIndex, vitals.MassIndex, 1, "kg/m2", "kg/m2");
        Vital(chart, visit, "pulse-oximetry", PulseOximetry, vitals.Oxygen, 0, "%", "%");
    }

    public static void WriteSurveys(ChartContext chart, Visit visit)
    {
        foreach (var survey in visit.Surveys)
        {
            Begin(chart, visit, Profiles.Screening, "survey", "Survey", survey.Analyte.Code);
            chart.Json.References("performer", visit.Clinician.Reference, visit.Clinician.Display);
            chart.Json.Quantity("valueQuantity", new Amount(survey.Value, 0), survey.Analyte.Unit, survey.Analyte.Ucum);
            chart.Json.End();
        }
    }

    public static void WriteSmoking(ChartContext chart, Visit visit)
    {
        if (!visit.AsksSmoking) return;
        Begin(chart, visit, Profiles.SmokingStatus, "social-history", "Social History", Smoking);
        chart.Json.References("performer", visit.Assistant.Reference, visit.Assistant.Display);
        chart.Json.Concept("valueCodeableConcept", chart.Person.Smoking switch
        {
            SmokingHistory.Current => new Code(CodeSystems.Snomed, "449868002", "Smokes tobacco daily"),
            SmokingHistory.Former => new Code(CodeSystems.Snomed, "8517006", "Ex-smoker"),
            _ => new Code(CodeSystems.Snomed, "266919005", "Never smoked tobacco"),
        });
        chart.Json.End();
    }

    private static void WritePressure(ChartContext chart, Visit visit, int systolic, int diastolic)
    {
        var json = chart.Json;
        Begin(chart, visit, Profiles.Base + "blood-pressure", "vital-signs", "Vital Signs", BloodPressure);
        json.References("performer", visit.Assistant.Reference, visit.Assistant.Display);
        json.OpenArray("component");
        Component(json, Systolic, systolic);
        Component(json, Diastolic, diastolic);
        json.CloseArray();
        json.End();
    }

    private static void Component(ResourceWriter json, Code code, int value)
    {
        json.Item();
        json.Concept("code", code);
        json.Quantity("valueQuantity", new Amount(value, 0), "mmHg", "mm[Hg]");
        json.Close();
    }

    private static void Vital(ChartContext chart, Visit visit, string profile, Code code, int? value, int places, string unit, string ucum)
    {
        if (value is not { } known) return;
        Begin(chart, visit, Profiles.Base + profile, "vital-signs", "Vital Signs", code);
        chart.Json.References("performer", visit.Assistant.Reference, visit.Assistant.Display);
        chart.Json.Quantity("valueQuantity", new Amount(known, places), unit, ucum);
        chart.Json.End();
    }

    private static void Begin(ChartContext chart, Visit visit, string profile, string category, string categoryName, Code code)
    {
        var json = chart.Json;
        json.Begin(ResourceKind.Observation, chart.Ids.Next(), profile);
        chart.Status("final");
        chart.Category(CodeSystems.ObservationCategory, category, categoryName);
        if (code == PulseOximetry) WriteOxygenCode(json);
        else json.Concept("code", code);
        chart.Subject();
        chart.Encounter(visit);
        json.Instant("effectiveDateTime", visit.Start.Plus(2));
    }

    /// <summary>The profile asks for both codes (US Core Pulse Oximetry 6.1.0).</summary>
    private static void WriteOxygenCode(ResourceWriter json)
    {
        json.Open("code");
        json.OpenArray("coding");
        json.CodingItem(PulseOximetry);
        json.CodingItem(OxygenSaturation);
        json.CloseArray();
        json.Text("text", PulseOximetry.Display);
        json.Close();
    }
}
