using System.Globalization;
using System.Text;

namespace Carewright.Detection.Incidents;

/// <summary>
/// Letters to patients (45 CFR 164.404(c)(1): what happened and when, which information, what they should do, what the clinic does, whom to ask), the notice to the media (164.406), and the yearly
/// log for HHS (164.408(c)). Plain words; the clinic edits them before they go out.
/// </summary>
internal static class Letters
{
    /// <summary>A letter to a patient.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="tenant">The clinic.</param>
    /// <param name="name">Who it is to.</param>
    /// <param name="today">Its date.</param>
    public static string ToPatient(Incident incident, string tenant, string name, DateTimeOffset today) => string.Create(CultureInfo.InvariantCulture, $"""
        {tenant}
        {Day(today)}

        Dear {name},

        We are writing because somebody looked at information about you in our records who should not have. We are sorry.

        What happened
        {Said(incident.Narrative)} This was between {Day(incident.Scope.From)} and {Day(incident.Scope.To)}. We found out on {Day(incident.DiscoveredAt)}.

        What information was involved
        {Said(incident.Data)}

        What we are doing
        {Said(incident.Remedy)}

        What you can do
        Look at the list of who has seen your record, and tell us of anything you do not recognize. Read the statements of your health insurer, and ask about services that you did not receive. If numbers that
        identify you were involved, you can have a free fraud alert or security freeze put on your credit file by any of the credit bureaus.

        Whom to ask
        {Said(incident.Contact)}

        {tenant}
        """);

    /// <summary>The notice to the media.</summary>
    public static string ToMedia(Incident incident, string tenant, DateTimeOffset today) => string.Create(CultureInfo.InvariantCulture, $"""
        For immediate release, {Day(today)}

        {tenant} tells its patients of a breach of health information

        {Said(incident.Narrative)} It happened between {Day(incident.Scope.From)} and {Day(incident.Scope.To)} and was discovered on {Day(incident.DiscoveredAt)}. It concerns {incident.Patients.Count(patient => patient.Excluded is null):N0} patients.

        The information: {Said(incident.Data)}

        {tenant} is writing to everybody concerned. {Said(incident.Remedy)} Patients should check who has seen their record, read the statements of their insurer, and may have a free fraud alert put on their credit file.

        Questions: {Said(incident.Contact)}
        """);

    /// <summary>The breaches of a year that HHS is told of once a year, as CSV.</summary>
    public static string HhsLog(IEnumerable<Incident> incidents, int year)
    {
        var csv = new StringBuilder("\"incident\",\"discovered\",\"from\",\"to\",\"individuals\",\"type\",\"information\",\"safeguards and actions\",\"notified\"\r\n");
        foreach (var incident in incidents.Where(one => one.IsBreach && one.DiscoveredAt.UtcDateTime.Year == year).OrderBy(one => one.DiscoveredAt))
        {
            var affected = incident.Patients.Count(patient => patient.Excluded is null);
            if (affected is 0 or >= 500)
                continue;
            string[] fields =
            [
                incident.Id, Day(incident.DiscoveredAt), Day(incident.Scope.From), Day(incident.Scope.To), affected.ToString(CultureInfo.InvariantCulture), "unauthorized access, electronic medical record",
                incident.Data, incident.Remedy, incident.Met.TryGetValue("hipaa-individuals", out var met) ? Day(met) : "",
            ];
            csv.AppendJoin(',', fields.Select(Field)).Append("\r\n");
        }
        return csv.ToString();
    }

    // A field that a spreadsheet would take for a formula is led by an apostrophe.
    private static string Field(string text) => $"\"{(text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Said(string text) => string.IsNullOrWhiteSpace(text) ? "[to be written]" : text.Trim();

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
