using Carewright.Interfaces.Registries;

namespace Carewright.Interfaces.Features;

/// <summary>Writes what a registry has said beside what the chart has.</summary>
internal static class RegistryWriter
{
    /// <summary>The answer for people.</summary>
    /// <param name="message">Id of the registry's answer.</param>
    /// <param name="answer">What it says.</param>
    /// <param name="chart">What the chart has.</param>
    internal static RegistryResult Write(string message, RegistryAnswer answer, ChartDoses chart)
    {
        var lines = answer.Doses.Select(dose => Line(dose, chart.Find(dose))).ToList();
        var known = lines.Select(line => line.Here?.Reference).ToHashSet(StringComparer.Ordinal);
        var own = chart.All.Select(dose => new OwnDose(dose.Reference, dose.Facts.Date, dose.Facts.Code, dose.Facts.Vaccine, dose.Facts.IsNotDone, known.Contains(dose.Reference)));
        return new RegistryResult(message, answer.Outcome, answer.Persons, lines, [.. own], answer.Forecast);
    }

    private static RegistryDoseLine Line(RegistryDose dose, ChartMatch? here)
    {
        var facts = new DoseFacts(dose.Content);
        var status = facts.IsNotDone ? DoseStatus.NotDone : dose.IsAdministered ? DoseStatus.Administered : DoseStatus.Historical;
        return new RegistryDoseLine(
            dose.Numbers.Count > 0 ? dose.Numbers[0] : null, status, facts.Date, facts.Code, facts.Vaccine, facts.Words("lotNumber"), facts.Words("manufacturer"), facts.Words("route"), facts.Words("site"), dose.Number, dose.IsValid, here);
    }
}

/// <summary>What a registry has said, beside what the chart has.</summary>
/// <param name="Message">Id of its answer, by which doses are taken out of it.</param>
/// <param name="Outcome">How the question ended.</param>
/// <param name="Persons">Whom it means: one, or those who may be meant.</param>
/// <param name="Doses">What it knows of.</param>
/// <param name="Chart">What the chart has.</param>
/// <param name="Forecast">What it thinks is next.</param>
internal sealed record RegistryResult(string Message, RegistryOutcome Outcome, IReadOnlyList<RegistryPerson> Persons, IReadOnlyList<RegistryDoseLine> Doses, IReadOnlyList<OwnDose> Chart, IReadOnlyList<RegistryForecast> Forecast);

/// <summary>What became of a dose.</summary>
internal enum DoseStatus
{
    /// <summary>Given, as told by who gave it.</summary>
    Administered,

    /// <summary>Given, as told by somebody else.</summary>
    Historical,

    /// <summary>Refused, or not given for another reason.</summary>
    NotDone,
}

/// <summary>A dose that the registry knows of.</summary>
/// <param name="Key">By what it is taken; null: the registry gives it no number, so that it cannot be.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Date">When.</param>
/// <param name="Code">CVX.</param>
/// <param name="Vaccine">What it is called.</param>
/// <param name="Lot">Its lot.</param>
/// <param name="Manufacturer">Who made it.</param>
/// <param name="Route">How it was given.</param>
/// <param name="Site">Where on the body.</param>
/// <param name="Number">Which dose of its series.</param>
/// <param name="IsValid">Whether it counts, as the registry sees it.</param>
/// <param name="Here">What the chart has of it; null: nothing.</param>
internal sealed record RegistryDoseLine(
    string? Key, DoseStatus Status, string Date, string Code, string Vaccine, string? Lot, string? Manufacturer, string? Route, string? Site, string? Number, bool? IsValid, ChartMatch? Here);

/// <summary>A dose of the chart.</summary>
/// <param name="Reference"><c>Immunization/id</c>.</param>
/// <param name="Date">When.</param>
/// <param name="Code">CVX.</param>
/// <param name="Vaccine">What it is called.</param>
/// <param name="IsNotDone">Whether it was not given.</param>
/// <param name="IsThere">Whether the registry knows of it.</param>
internal sealed record OwnDose(string Reference, string Date, string Code, string Vaccine, bool IsNotDone, bool IsThere);
