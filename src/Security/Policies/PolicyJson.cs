using System.Text.Json;
using Carewright.Kernel;

namespace Carewright.Security;

/// <summary>Reads the members of one JSON object of a policy, collecting what is missing, unknown or of the wrong kind.</summary>
internal sealed class PolicyJson(JsonElement value, string place, List<Issue> issues)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public string Place => place;

    public bool IsObject => value.ValueKind == JsonValueKind.Object;

    public static Issue Problem(string code, string place, string message) => Issue.Error(IssueTypes.Invalid, code, message, place);

    public bool Has(string name) => IsObject && value.TryGetProperty(name, out _);

    public bool IsText(string name) => IsObject && value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String;

    public string? Text(string name, bool required = false)
    {
        if (!Find(name, required, out var member))
            return null;
        if (member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 } text)
            return text;
        Wrong(name, "a text that is not empty");
        return null;
    }

    public int? Integer(string name)
    {
        if (!Find(name, true, out var member))
            return null;
        if (member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var number) && number > 0)
            return number;
        Wrong(name, "a positive whole number");
        return null;
    }

    public bool Flag(string name)
    {
        if (!Find(name, false, out var member))
            return false;
        if (member.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return member.ValueKind == JsonValueKind.True;
        Wrong(name, "true or false");
        return false;
    }

    public IReadOnlyList<string> Texts(string name, bool required = false)
    {
        if (!Find(name, required, out var member))
            return [];
        if (member.ValueKind == JsonValueKind.Array && member.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
            return [.. member.EnumerateArray().Select(item => item.GetString()!)];
        Wrong(name, "a list of texts");
        return [];
    }

    public IReadOnlyList<PolicyJson> Objects(string name)
    {
        if (!Find(name, false, out var member))
            return [];
        if (member.ValueKind == JsonValueKind.Array)
            return [.. member.EnumerateArray().Select((item, index) => new PolicyJson(item, $"{Join(name)}[{index}]", issues)).Where(item => item.Check())];
        Wrong(name, "a list");
        return [];
    }

    public PolicyJson? Object(string name, bool required = false)
    {
        if (!Find(name, required, out var member))
            return null;
        var inner = new PolicyJson(member, Join(name), issues);
        return inner.Check() ? inner : null;
    }

    /// <summary>All members, whatever their names: for objects that are dictionaries.</summary>
    public IReadOnlyList<string> Names()
    {
        if (!IsObject)
            return [];
        var names = value.EnumerateObject().Select(member => member.Name).ToArray();
        _known.UnionWith(names);
        return names;
    }

    /// <summary>Reports members that nobody asked for. A misspelt <c>hiden</c> must not open what it was meant to close.</summary>
    public void RefuseOthers()
    {
        if (!IsObject)
            return;
        foreach (var member in value.EnumerateObject())
            if (!_known.Contains(member.Name))
                issues.Add(Problem("POLICY-UNKNOWN-MEMBER", Join(member.Name), $"There is no member '{member.Name}' here."));
    }

    public string Join(string name) => place.Length == 0 ? name : $"{place}.{name}";

    private bool Check()
    {
        if (!IsObject)
            issues.Add(Problem("POLICY-SHAPE", place, "Must be an object."));
        return IsObject;
    }

    private bool Find(string name, bool required, out JsonElement member)
    {
        _known.Add(name);
        member = default;
        if (IsObject && value.TryGetProperty(name, out member))
            return true;
        if (required)
            issues.Add(Problem("POLICY-MISSING", Join(name), $"'{name}' is required."));
        return false;
    }

    private void Wrong(string name, string expected) => issues.Add(Problem("POLICY-SHAPE", Join(name), $"Must be {expected}."));
}
