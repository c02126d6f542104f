using System.Globalization;
using System.Text.RegularExpressions;
using Carewright.BulkData.Jobs;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway.Exporting;
using Carewright.Kernel;

namespace Carewright.BulkData.Features;

/// <summary>What came of reading the parameters of a kick-off.</summary>
/// <param name="Order">What is asked for; null when any issue is an error.</param>
/// <param name="HasFormat">Whether <c>_outputFormat</c> was given.</param>
/// <param name="Issues">All problems; under lenient handling warnings of what is left out.</param>
internal sealed record KickOffReading(ExportOrder? Order, bool HasFormat, IReadOnlyList<Issue> Issues);

/// <summary>Reads the parameters of a kick-off (Bulk Data Access 2.0 export.html#query-parameters). One instance serves one request.</summary>
internal sealed partial class KickOffParameters
{
    private const string Spec = "Bulk Data Access 2.0 export.html#query-parameters";
    private readonly bool _isLenient;
    private readonly List<Issue> _issues = [];
    private readonly List<string> _types = [];
    private readonly List<string> _filters = [];
    private readonly List<string> _patients = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _elements = new(StringComparer.Ordinal);
    private readonly HashSet<string> _once = new(StringComparer.Ordinal);
    private readonly FhirModel _definitions;
    private DateTimeOffset? _since;
    private DateTimeOffset? _until;

    private KickOffParameters(bool isLenient, FhirModel definitions) => (_isLenient, _definitions) = (isLenient, definitions);

    internal static KickOffReading Read(ExportLevel level, string? groupId, IReadOnlyList<Parameter> parameters, bool isLenient, string baseUrl, FhirModel definitions)
    {
        var reading = new KickOffParameters(isLenient, definitions);
        foreach (var parameter in parameters)
            reading.Take(level, parameter);
        var filters = reading.ReadFilters();
        if (reading._issues.Exists(issue => issue.IsError))
            return new KickOffReading(null, reading._once.Contains("_outputFormat"), reading._issues);
        var order = new ExportOrder(level)
        {
            GroupId = groupId,
            Patients = reading._patients.Count == 0 ? null : reading._patients,
            Types = reading._types,
            Since = reading._since,
            Until = reading._until,
            Filters = filters,
            Elements = reading._elements,
            IsLenient = isLenient,
            BaseUrl = baseUrl,
        };
        return new KickOffReading(order, reading._once.Contains("_outputFormat"), reading._issues);
    }

    /// <summary>The parameters as one line, for the audit record.</summary>
    internal static string Text(ExportJob job) => Text(job.Parameters);

    internal static string Text(IReadOnlyList<Parameter> parameters) => string.Join('&', parameters.Select(parameter => $"{parameter.Name}={parameter.Value}"));

    private void Take(ExportLevel level, Parameter parameter)
    {
        var (name, value) = (parameter.Name, parameter.Value);
        switch (name)
        {
            case "_format" or "_pretty":
                break;
            case "_type":
                TakeTypes(value);
                break;
            case "_typeFilter":
                _filters.AddRange(BetweenFilters().Split(value));
                break;
            case "_elements":
                TakeElements(value);
                break;
            case "patient" when level != ExportLevel.System:
                TakePatient(value);
                break;
            case "_outputFormat" or "_since" or "_until":
                TakeOnce(name, value);
                break;
            case "includeAssociatedData" or "organizeOutputBy" or "allowPartialManifests":
                Problem(IssueTypes.NotSupported, "BULK-PARAMETER", $"'{name}' is not supported here: an export holds the types that '_type' names, one type in each file, and its manifest is whole.", name);
                break;
            default:
                Problem(IssueTypes.NotSupported, "BULK-PARAMETER", $"'{name}' is not a parameter of $export here.", name);
                break;
        }
    }

    private void TakeOnce(string name, string value)
    {
        if (!_once.Add(name))
            Fault(IssueTypes.Value, "BULK-TWICE", $"'{name}' may be given only once.", name);
        else if (name == "_outputFormat")
        {
            if (value.Replace(' ', '+') is not ("application/fhir+ndjson" or "application/ndjson" or "ndjson"))
                Fault(IssueTypes.NotSupported, "BULK-FORMAT", $"'{value}' cannot be given; application/fhir+ndjson can.", name);
        }
        else if (Instant(value) is not { } at)
            Fault(IssueTypes.Value, "BULK-INSTANT", $"'{name}' must be an instant with a time zone, such as 2026-01-01T00:00:00Z.", name);
        else if (name == "_since")
            _since = at;
        else
            _until = at;
    }

    private void TakeTypes(string value)
    {
        foreach (var type in value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (FhirModel.R4.FindType(type) is not { Kind: TypeKind.Resource, IsAbstract: false })
                Problem(IssueTypes.Value, "BULK-TYPE", $"'{type}' is not a resource type of FHIR R4.", "_type");
            else if (!_types.Contains(type))
                _types.Add(type);
        }
    }

    private void TakeElements(string value)
    {
        foreach (var item in value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = item.Split('.');
            var (type, element) = parts.Length == 1 ? ("", parts[0]) : (parts[0], parts[1]);
            var isKnown = parts.Length <= 2 && (type.Length == 0
                ? FhirModel.R4.ResourceTypes.Any(one => one.FindElement(element) is not null)
                : FhirModel.R4.FindType(type)?.FindElement(element) is not null);
            if (isKnown)
                _elements[type] = [.. _elements.GetValueOrDefault(type, []), element];
            else
                Problem(IssueTypes.Value, "BULK-ELEMENT", $"'{item}' is not a top-level element of a resource.", "_elements");
        }
    }

    private void TakePatient(string value)
    {
        if (PatientReference().IsMatch(value))
            _patients.Add(value);
        else
            Problem(IssueTypes.Value, "BULK-PATIENT", "A patient is named by a relative reference, such as Patient/1.", "patient");
    }

    private List<SearchRequest> ReadFilters()
    {
        var requests = new List<SearchRequest>();
        foreach (var filter in _filters.Where(filter => filter.Length > 0))
        {
            var mark = filter.IndexOf('?', StringComparison.Ordinal);
            var type = mark < 0 ? filter : filter[..mark];
            if (mark <= 0 || FhirModel.R4.FindType(type) is not { Kind: TypeKind.Resource, IsAbstract: false })
                Problem(IssueTypes.Value, "BULK-FILTER", "A filter has the form Type?criteria.", "_typeFilter");
            else if (_types.Count > 0 && !_types.Contains(type))
                Problem(IssueTypes.Value, "BULK-FILTER-TYPE", $"There is a filter for {type}, which '_type' does not name.", "_typeFilter");
            else if (ReadFilter(type, filter[(mark + 1)..]) is { } request)
                requests.Add(request);
        }
        return requests;
    }

    // A filter that is dropped would widen what leaves: it is refused even when handling is lenient.
    private SearchRequest? ReadFilter(string type, string query)
    {
        var parsed = SearchRequest.Parse(type, QueryText.Pairs(query), _definitions, SearchHandling.Strict);
        _issues.AddRange(parsed.Issues);
        if (parsed.Request is not { } request)
            return null;
        if (request is { Includes.Count: 0, Sorts.Count: 0, Count: null, Total: null, Summary: SearchSummary.False, Elements.Count: 0, Cursor: null })
            return request;
        Fault(IssueTypes.NotSupported, "BULK-FILTER-RESULT", "A filter is made of search criteria; parameters of the result (_include, _sort, _count, _summary, ...) have no place in it.", "_typeFilter");
        return null;
    }

    private void Problem(string type, string code, string message, string place)
    {
        if (_isLenient)
            _issues.Add(Issue.Warning(type, code, message + " It was ignored.", place, Spec));
        else
            _issues.Add(Issue.Error(type, code, message, place, Spec));
    }

    private void Fault(string type, string code, string message, string place) => _issues.Add(Issue.Error(type, code, message, place, Spec));

    // A '+' of a time zone is a space where the address was not escaped.
    private static DateTimeOffset? Instant(string text) => InstantForm().IsMatch(text.Replace(' ', '+'))
        && DateTimeOffset.TryParse(text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;

    [GeneratedRegex(",(?=[A-Z][A-Za-z]+\\?)")]
    private static partial Regex BetweenFilters();

    [GeneratedRegex(@"^Patient/[A-Za-z0-9\-.]{1,64}$")]
    private static partial Regex PatientReference();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex InstantForm();
}
