using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>How issues are told: bounded in number, not at all while something is only tried, as warnings while a profile only warns.</summary>
internal sealed partial class ValidationRun
{
    private readonly List<Issue> _issues = [];
    private HashSet<(string Location, string Code, string Message)>? _told;
    private HashSet<string>? _ids;
    private HashSet<string>? _unchecked;
    private int _trials;
    private bool _failed;

    public IReadOnlyList<Issue> Issues => _issues;

    /// <summary>True while errors are told as warnings.</summary>
    public bool OnlyWarns { get; set; }

    /// <summary>True while something is only tried.</summary>
    public bool IsTrying => _trials > 0;

    /// <summary>True when the trial under way has failed: the rest of it need not be looked at.</summary>
    public bool IsDecided => _trials > 0 && _failed;

    /// <summary>From here on nothing is told, until <see cref="EndTrial"/> says whether there would have been an error.</summary>
    /// <returns>What <see cref="EndTrial"/> needs.</returns>
    public bool BeginTrial()
    {
        var failed = _failed;
        _trials++;
        _failed = false;
        return failed;
    }

    /// <summary>True when no error came up since <see cref="BeginTrial"/>.</summary>
    public bool EndTrial(bool outer)
    {
        var passed = !_failed;
        _trials--;
        _failed = outer;
        return passed;
    }

    /// <summary>Adds an issue unless there are enough.</summary>
    public void Report(Element at, string type, string code, string message, string? spec, IssueSeverity severity = IssueSeverity.Error)
    {
        if (_trials > 0)
        {
            _failed |= severity <= IssueSeverity.Error;
            return;
        }
        if (_issues.Count > _options.MaxIssues)
            return;
        if (_issues.Count == _options.MaxIssues)
        {
            _issues.Add(Issue.Warning(IssueTypes.Informational, "VAL-MORE-ISSUES", "There are more problems than are reported."));
            return;
        }
        var (line, column) = at.Position();
        var location = at.Location();
        // A profile and the one that it is based on, or a slice and the whole, say the same; once is enough.
        if (!(_told ??= []).Add((location, code, message)))
            return;
        if (OnlyWarns && severity < IssueSeverity.Warning)
            severity = IssueSeverity.Warning;
        _issues.Add(new Issue(severity, type, code, message, location, spec, line, column));
    }

    /// <summary>Tells a broken invariant.</summary>
    public void Invariant(Element element, string key, string human, IssueSeverity severity = IssueSeverity.Error) =>
        Report(element, IssueTypes.Invariant, "VAL-INVARIANT", $"{key}: {human}", $"FHIR R4 {element.Type?.Name} {key}", severity);

    /// <summary>Tells once that a required value set cannot be consulted.</summary>
    public void Unchecked(Element element, string valueSet, string spec)
    {
        if (_trials == 0 && (_unchecked ??= []).Add(valueSet))
            Report(element, IssueTypes.NotSupported, "VAL-CODE-UNCHECKED", $"The value set {valueSet} is not at hand; its codes are not checked.", spec, IssueSeverity.Information);
    }

    private void ElementId(Element id)
    {
        if (!(_ids ??= new HashSet<string>(StringComparer.Ordinal)).Add(id.GetString()!))
            Report(id.Parent, IssueTypes.Duplicate, "VAL-ELEMENT-ID", "Another element of the resource has the same id.", "FHIR R4 element.html#Element");
    }
}
