using System.Globalization;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search.Filters;
using Carewright.Kernel;

namespace Carewright.Fhir.Search;

/// <summary>Turns the parameters of one search into a <see cref="SearchRequest"/>. One instance serves one request.</summary>
internal sealed class SearchRequestParser
{
    private readonly string? _type;
    private readonly FhirModel _model;
    private readonly SearchHandling _handling;
    private readonly TimeProvider _clock;
    private readonly SearchCriterionParser _criterionParser;
    private readonly List<Issue> _issues = [];
    private readonly List<string> _ignored = [];
    private readonly HashSet<string> _once = [];
    private readonly List<SearchCriterion> _criteria = [];
    private readonly List<FilterExpression> _filters = [];
    private readonly List<string> _filterTexts = [];
    private readonly List<string> _lists = [];
    private readonly List<SearchInclude> _includes = [];
    private readonly List<SearchSort> _sorts = [];
    private int? _count;
    private SearchTotal? _total;
    private SearchSummary _summary;
    private List<string> _elements = [];
    private List<string> _types = [];
    private string? _cursor;
    private SearchContained _contained;
    private bool _returnsContained;

    public SearchRequestParser(string? resourceType, FhirModel model, SearchHandling handling, TimeProvider clock)
    {
        _type = string.IsNullOrEmpty(resourceType) ? null : resourceType;
        _model = model;
        _handling = handling;
        _clock = clock;
        _criterionParser = new SearchCriterionParser(model, clock);
    }

    public SearchRequestOutcome Parse(IEnumerable<KeyValuePair<string, string>> query)
    {
        if (_type is not null && _model.FindType(_type) is not { Kind: TypeKind.Resource, IsAbstract: false })
            return new SearchRequestOutcome(null, [Issue.Error(IssueTypes.NotSupported, "SEARCH-TYPE", "There is no such resource type in FHIR R4.", _type)], []);
        foreach (var (name, value) in query)
            Take(name, value ?? "");
        var request = _issues.Exists(issue => issue.IsError)
            ? null
            : new SearchRequest(_type, _criteria, _includes, _sorts, _count, _total, _summary, _elements, _cursor) { Types = _types, Filters = _filters, FilterTexts = _filterTexts, Lists = _lists, Contained = _contained, ReturnsContained = _returnsContained };
        return new SearchRequestOutcome(request, _issues, _ignored);
    }

    private void Take(string name, string value)
    {
        var problems = new SearchIssues(_type + "?" + name);
        TakeKnown(name, value, problems);
        if (_handling == SearchHandling.Strict || !problems.HasErrors || problems.IsNotReady)
        {
            _issues.AddRange(problems.Items);
            return;
        }
        _ignored.Add(name + "=" + value);
        _issues.AddRange(problems.Items.Select(issue => issue with { Severity = IssueSeverity.Warning, Message = issue.Message + " The parameter was ignored." }));
    }

    private void TakeKnown(string name, string value, SearchIssues problems)
    {
        var colon = name.IndexOf(':');
        var bare = colon < 0 || name.StartsWith("_has:", StringComparison.Ordinal) ? name : name[..colon];
        switch (bare)
        {
            case "_include" or "_revinclude":
                TakeInclude(bare == "_revinclude", colon < 0 ? null : name[(colon + 1)..], value, problems);
                return;
            case "_sort" or "_count" or "_total" or "_summary" or "_elements" or "_type" or "_cursor":
                TakeResult(bare, colon >= 0, value, problems);
                return;
            case "_filter":
                TakeFilter(colon >= 0, value, problems);
                return;
            case "_list" when colon < 0 && value.StartsWith('$'):
                TakeFunctionalList(value, problems);
                return;
            case "_contained" or "_containedType":
                TakeContained(bare, colon >= 0, value, problems);
                return;
            case "_format" or "_pretty":
                return;
        }
        if (_criterionParser.Parse(_type ?? "Resource", name, value, problems) is { } criterion && !problems.HasErrors)
            _criteria.Add(criterion with { SourceName = name, SourceValue = value });
    }

    private void TakeFilter(bool hasModifier, string value, SearchIssues problems)
    {
        if (hasModifier)
            problems.Modifier("'_filter' takes no modifier.");
        else if (new FilterExpressionParser(_model, _clock, _type ?? "Resource", value, problems).Parse() is { } filter)
        {
            _filters.Add(filter);
            _filterTexts.Add(value);
        }
    }

    private void TakeContained(string name, bool hasModifier, string value, SearchIssues problems)
    {
        if (hasModifier)
            problems.Modifier($"'{name}' takes no modifier.");
        else if (!_once.Add(name))
            problems.Value($"'{name}' may be given only once.");
        else if (name == "_contained" && !TryName(value, out _contained))
            problems.Value("'_contained' must be false, true or both.");
        else if (name == "_containedType" && value is not ("container" or "contained"))
            problems.Value("'_containedType' must be container or contained.");
        else if (_type is null && _contained != SearchContained.False)
            problems.Unsupported("Contained resources are searched by their type.");
        else if (name == "_containedType")
            _returnsContained = value == "contained";
    }

    private void TakeFunctionalList(string name, SearchIssues problems)
    {
        if (FunctionalLists.Find(name, _type) is not { } meaning)
            problems.Unsupported($"There is no list '{name}' of {_type ?? "several types"}; there are {FunctionalLists.Names}.");
        else if (new FilterExpressionParser(_model, _clock, _type!, meaning, problems).Parse() is { } filter)
        {
            _filters.Add(filter);
            _lists.Add(name);
        }
    }

    private void TakeResult(string name, bool hasModifier, string value, SearchIssues problems)
    {
        if (hasModifier)
            problems.Modifier($"'{name}' takes no modifier.");
        else if (!_once.Add(name))
            problems.Value($"'{name}' may be given only once.");
        else if (value.Length == 0)
            problems.Value($"'{name}' has no value.");
        else
            TakeResult(name, value, problems);
    }

    private void TakeResult(string name, string value, SearchIssues problems)
    {
        switch (name)
        {
            case "_sort":
                TakeSort(value, problems);
                break;
            case "_count" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count):
                _count = count;
                break;
            case "_count":
                problems.Value("'_count' must be a whole number, zero or more.");
                break;
            case "_total" when TryName<SearchTotal>(value, out var total):
                _total = total;
                break;
            case "_total":
                problems.Value("'_total' must be none, estimate or accurate.");
                break;
            case "_summary" when TryName<SearchSummary>(value, out var summary):
                _summary = summary;
                break;
            case "_summary":
                problems.Value("'_summary' must be true, text, data, count or false.");
                break;
            case "_elements":
                _elements = ElementNames(value, problems);
                break;
            case "_type":
                _types = TypeNames(value, problems);
                break;
            default:
                _cursor = value;
                break;
        }
    }

    private void TakeSort(string value, SearchIssues problems)
    {
        foreach (var key in value.Split(','))
        {
            var descending = key.StartsWith('-');
            var code = descending ? key[1..] : key;
            if (_model.WhyNotReady(_type ?? "Resource", code) is { } why)
                problems.NotReady(why);
            else if (_model.FindSearchParameter(_type ?? "Resource", code) is not { } parameter || SearchKinds.Of(parameter) is not { } kind)
                problems.Unknown($"'{code}' is not a search parameter of {_type ?? "every resource"}; it cannot sort.");
            else if (kind is SearchKind.Composite or SearchKind.Position)
                problems.Unsupported($"'{code}' has no order; it cannot sort.");
            else
                _sorts.Add(new SearchSort(parameter, descending));
        }
    }

    private List<string> ElementNames(string value, SearchIssues problems)
    {
        var type = _type is null ? null : _model.FindType(_type);
        var names = new List<string>();
        foreach (var item in value.Split(','))
        {
            var name = _type is not null && item.StartsWith(_type + ".", StringComparison.Ordinal) ? item[(_type.Length + 1)..] : item;
            if (name.Length == 0 || (type is not null && name != "resourceType" && type.FindElement(name) is null))
                problems.Value($"'{item}' is not an element of {_type ?? "a resource"}.");
            else if (!names.Contains(name))
                names.Add(name);
        }
        return names;
    }

    private List<string> TypeNames(string value, SearchIssues problems)
    {
        if (_type is not null)
            problems.Unsupported("'_type' applies to a search of the whole system.");
        var names = value.Split(',').Distinct().ToList();
        foreach (var name in names.Where(name => _model.FindType(name) is not { Kind: TypeKind.Resource, IsAbstract: false }))
            problems.Value($"'{name}' is not a resource type of FHIR R4.");
        return names;
    }

    private void TakeInclude(bool reverse, string? modifier, string value, SearchIssues problems)
    {
        if (modifier is not (null or "iterate" or "recurse"))
            problems.Modifier($"':{modifier}' is not a modifier of _include; only ':iterate' is.");
        else if (SearchIncludeParser.Parse(_model, _type, reverse, modifier is not null, value, problems) is { } include)
            _includes.Add(include);
    }

    private static bool TryName<T>(string value, out T result)
        where T : struct, Enum
    {
        result = default;
        return value.All(char.IsAsciiLetterLower) && Enum.TryParse(value, ignoreCase: true, out result);
    }
}
