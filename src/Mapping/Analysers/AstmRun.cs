using System.Globalization;
using Carewright.Astm.Records;
using Carewright.Kernel;
using Carewright.Mapping.Running;

namespace Carewright.Mapping.Analysers;

/// <summary>A result and what is known of it beside the resource.</summary>
/// <param name="Resource">The Observation.</param>
/// <param name="Test">The instrument's code.</param>
/// <param name="Status">Its status.</param>
internal sealed record MappedResult(MappedResource Resource, string Test, string Status);

/// <summary>One message on its way to FHIR. Not safe for several threads.</summary>
internal sealed class AstmRun(AstmMessage message, MappingContext context, KnownSpecimen? specimen, MessageKeys keys)
{
    private const string Own = "https://carewright.example/fhir/";
    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);

    internal MappingContext Context => context;

    internal KnownSpecimen? Specimen => specimen;

    internal AnalyserCodes Codes { get; } = new(context.Codes);

    internal AstmMessage Message => message;

    internal List<Issue> Issues { get; } = [];

    internal string NextKey() => keys.Next();

    /// <summary>A URI of the partner's own.</summary>
    internal string Minted(string kind, string name) => Minted(context.Partner, kind, name);

    /// <summary>A URI of a partner's own.</summary>
    internal static string Minted(string partner, string kind, string name) => $"{Own}{kind}/{partner}/{name}";

    /// <summary>Whose the results are: who the specimen is of; what the message says of the patient only contradicts, or helps a person to find them.</summary>
    internal MappedResource Patient(ResultRecord result)
    {
        var said = Above(result.Record, 'P') is { } record ? new PatientRecord(record) : default(PatientRecord?);
        var (json, origins) = said is { } patient ? AstmPatient.Of(patient) : ([], []);
        var business = new List<string>();
        if (specimen is not null)
        {
            business.Add(specimen.Patient);
            AddAgreed(business, "P-3", said?.PracticeId);
            AddAgreed(business, "P-4", said?.LaboratoryId);
        }
        json["resourceType"] = "Patient";
        return new MappedResource(NextKey(), "Patient", AstmJson.Bytes(json), MappedIntent.Recognise, business, [], origins);
    }

    /// <summary>Each result of the message.</summary>
    internal IReadOnlyList<MappedResult> Observations(IReadOnlyList<ResultRecord> results, string patient) => [.. results.Select((result, place) => new AstmObservation(this, result, place, patient).Make())];

    /// <summary>By what a result is known again: its specimen and test, and which one it is where a message has several. Null without the number of a specimen: it cannot be told from another's.</summary>
    internal string? NumberOf(ResultRecord result)
    {
        var number = SpecimenParts.NumberOf(result.Record);
        if (number.Length == 0)
            return null;
        var name = AstmJson.Plain(string.Join('^', TestParts(result).Prepend(number + "/" + result.Test.Code)));
        for (var count = 1; ; count++)
        {
            var told = count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}/{count}");
            if (_numbers.Add(told))
                return told;
        }
    }

    /// <summary>What stands behind a test's code: dilution, kind of figure.</summary>
    internal static IEnumerable<string> TestParts(ResultRecord result)
    {
        for (var (component, count) = (5, result.Test.Value.Components); component <= count; component++)
        {
            if (result.Test.Value.Component(component).Text.Trim(' ') is { Length: > 0 } text && text != result.Test.Code)
                yield return text;
        }
    }

    /// <summary>A time as FHIR writes it, no more precise than it is; null for none, and for what nobody can mean.</summary>
    internal string? Time(AstmTime? time)
    {
        if (time is not { } at || !CanBe(at))
            return null;
        return at.Precision switch
        {
            AstmTimePrecision.Year => at.Local.ToString("yyyy", CultureInfo.InvariantCulture),
            AstmTimePrecision.Month => at.Local.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            AstmTimePrecision.Day => at.Local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => Moment(at),
        };
    }

    /// <summary>A moment; null for what is less precise than an hour.</summary>
    internal string? Instant(AstmTime? time) => time is { Precision: >= AstmTimePrecision.Hour } at && CanBe(at) ? Moment(at) : null;

    internal static AstmRecord? Above(AstmRecord record, char type)
    {
        for (var above = record.Parent; above is { } one; above = one.Parent)
        {
            if (one.Type == type)
                return one;
        }
        return null;
    }

    // No zone is further from UTC than 14 hours.
    private static bool CanBe(AstmTime time) => time.Local.Year is >= 1900 and <= 9000 && (time.Offset ?? TimeSpan.Zero).Duration() <= TimeSpan.FromHours(14);

    private string Moment(AstmTime at) => new DateTimeOffset(DateTime.SpecifyKind(at.Local, DateTimeKind.Unspecified), at.Offset ?? context.LocalOffset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    // What a field numbers is agreed on, or it is only somebody's number.
    private void AddAgreed(List<string> business, string field, string? value)
    {
        if (value is { Length: > 0 } && context.Authorities.TryGetValue(field, out var system))
            business.Add($"{system}|{value}");
    }
}
