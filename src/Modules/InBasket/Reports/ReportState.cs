using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Gateway;

namespace Carewright.InBasket.Reports;

/// <summary>A report and its results as they stand, and what a review needs to know of them.</summary>
/// <param name="Report">The DiagnosticReport.</param>
/// <param name="ReportVersion">Its version.</param>
/// <param name="Results">Its Observations that may be seen, in the report's order, with their versions.</param>
internal sealed record ReportState(JsonObject Report, long ReportVersion, IReadOnlyList<(JsonObject Json, long Version)> Results)
{
    private const string Sections = "http://terminology.hl7.org/CodeSystem/v2-0074";
    private const int DigestBytes = 10;

    /// <summary>Logical id.</summary>
    internal string Id => Report.Text("id")!;

    /// <summary><c>DiagnosticReport/id</c>.</summary>
    internal string Reference => $"DiagnosticReport/{Id}";

    /// <summary>The gravest of the results.</summary>
    internal ReviewRating Rating => Rater.Of(Results.Select(result => result.Json));

    /// <summary>Whether the laboratory has finished with it, for this time.</summary>
    internal bool IsFinal => Report.Text("status") is "final" or "corrected" or "amended" or "appended";

    /// <summary>Whether it says of itself that it corrects what was sent before.</summary>
    internal bool IsCorrection => Report.Text("status") is "corrected" or "amended";

    /// <summary>Whether the laboratory has taken it back.</summary>
    internal bool IsWithdrawn => Report.Text("status") is "cancelled" or "entered-in-error";

    /// <summary>Whether somebody must look at it as it stands: it is finished, or critical before that.</summary>
    internal bool Matters => IsFinal || (Report.Text("status") is "preliminary" or "partial" && Rating == ReviewRating.Critical);

    /// <summary>
    /// Whether it is a result at all: it answers an order, or comes from a diagnostic service (HL7 table 0074), or does not say from where. A narrative that the clinic itself files under another category is a note.
    /// </summary>
    internal bool IsResult
    {
        get
        {
            var categories = Report.Many("category").SelectMany(category => category.Codings()).ToList();
            return categories.Count == 0 || Report.Many("basedOn").Any() || categories.Exists(coding => coding.System == Sections || coding.Code is "laboratory" or "LAB");
        }
    }

    /// <summary>When the laboratory gave it out; null when it does not say.</summary>
    internal DateTimeOffset? At => Moment(Report.Text("issued")) ?? Moment(Report.Text("effectiveDateTime"));

    /// <summary>What it says, as a digest: status, values, flags, notes, conclusion, files. Labels, links and versions are no part of it.</summary>
    internal string Digest()
    {
        var said = new StringBuilder().Append(IsFinal ? IsCorrection ? "corrected" : "final" : IsWithdrawn ? "withdrawn" : "preliminary").Append('\n');
        foreach (var (result, _) in Results.OrderBy(result => result.Json.Text("id"), StringComparer.Ordinal))
            said.Append(result.Text("id")).Append(Rater.IsTold(result)).Append(Said(result)).Append('\n');
        said.Append(Report.Text("conclusion")).Append(Report["conclusionCode"]?.ToJsonString()).Append(Report["presentedForm"]?.ToJsonString());
        return Short(said.ToString());
    }

    /// <summary>What a person has seen, as a digest of versions: whatever was written since makes another one.</summary>
    internal string Seen() => Short(string.Join(' ', Results.Select(result => string.Create(CultureInfo.InvariantCulture, $"{result.Json.Text("id")}/{result.Version}")).Order(StringComparer.Ordinal).Prepend(string.Create(CultureInfo.InvariantCulture, $"{Id}/{ReportVersion}"))));

    /// <summary>What one result says: value, flags, notes.</summary>
    internal static string Said(JsonObject result) =>
        string.Concat(result.Choice("value")?.Value?.ToJsonString(), result["dataAbsentReason"]?.ToJsonString(), string.Join(',', Rater.Flags(result)), result["component"]?.ToJsonString(), result["note"]?.ToJsonString());

    /// <summary>A report of a search with what the search included of it.</summary>
    internal static ReportState Of(ReleasedResource report, IReadOnlyDictionary<string, ReleasedResource> all)
    {
        var json = report.Open()!;
        var results = json.Many("result").Select(result => result.Text("reference")).OfType<string>().Select(ResourceNodes.Unversioned).Distinct(StringComparer.Ordinal)
            .Select(all.GetValueOrDefault).OfType<ReleasedResource>().Where(one => !one.IsDeleted);
        return new ReportState(json, report.VersionId, [.. results.Select(one => (one.Open()!, one.VersionId))]);
    }

    /// <summary>A FHIR dateTime or instant; one without a time of day is midnight UTC; null when it has no full date.</summary>
    internal static DateTimeOffset? Moment(string? text) =>
        text is { Length: >= 10 } && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) ? moment : null;

    private static string Short(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, DigestBytes));
}
