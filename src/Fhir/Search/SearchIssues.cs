using Carewright.Kernel;

namespace Carewright.Fhir.Search;

/// <summary>What is wrong with one parameter of a search. Messages name structure and the client's own query, which holds no stored value.</summary>
/// <param name="location">The place, <c>Observation?code:bogus</c>.</param>
internal sealed class SearchIssues(string location)
{
    private const string NotReadyCode = "SEARCH-BEING-INDEXED";

    private readonly List<Issue> _items = [];

    public IReadOnlyList<Issue> Items => _items;

    public bool HasErrors => _items.Exists(issue => issue.IsError);

    public string Location => location;

    /// <summary>A parameter is named that is being indexed: not even lenient handling goes on without it, because it will be there soon.</summary>
    public bool IsNotReady => _items.Exists(issue => issue.Code == NotReadyCode);

    public void Unknown(string message) => Add(IssueTypes.NotSupported, "SEARCH-UNKNOWN-PARAMETER", message, "FHIR R4 search.html#errors");

    public void NotReady(string message) => Add(IssueTypes.Incomplete, NotReadyCode, message, "FHIR R4 searchparameter.html");

    public void Unsupported(string message) => Add(IssueTypes.NotSupported, "SEARCH-UNSUPPORTED", message, "FHIR R4 search.html#errors");

    public void Modifier(string message) => Add(IssueTypes.NotSupported, "SEARCH-MODIFIER", message, "FHIR R4 search.html#modifiers");

    public void Prefix(string message) => Add(IssueTypes.Value, "SEARCH-PREFIX", message, "FHIR R4 search.html#prefix");

    public void Value(string message) => Add(IssueTypes.Value, "SEARCH-VALUE", message, "FHIR R4 search.html#ptypes");

    public void Chain(string message) => Add(IssueTypes.NotSupported, "SEARCH-CHAIN", message, "FHIR R4 search.html#chaining");

    public void TooCostly(string message) => Add(IssueTypes.TooCostly, "SEARCH-TOO-COSTLY", message, null);

    public void Append(SearchIssues others) => _items.AddRange(others._items);

    private void Add(string type, string code, string message, string? spec) => _items.Add(Issue.Error(type, code, message, location, spec));
}
