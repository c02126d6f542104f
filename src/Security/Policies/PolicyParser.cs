using System.Text.Json;
using System.Text.RegularExpressions;
using Carewright.Fhir.Definitions;
using Carewright.Kernel;

namespace Carewright.Security;

/// <summary>Turns the JSON of a policy into checked content. Collects every problem; one error and there is no policy.</summary>
internal sealed partial class PolicyParser(FhirModel model)
{
    private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false, MaxDepth = 16 };
    private readonly List<Issue> _issues = [];

    public AccessPolicyOutcome Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, s_options);
            if (!SoundJson.IsSound(json.Span))
                return Unreadable(null);
            var content = ReadPolicy(new PolicyJson(document.RootElement, "", _issues));
            return new AccessPolicyOutcome(_issues.Exists(issue => issue.IsError) ? null : new AccessPolicy(content), _issues);
        }
        catch (JsonException problem)
        {
            return Unreadable(problem);
        }
    }

    private AccessPolicyOutcome Unreadable(JsonException? problem)
    {
        _issues.Add(new Issue(IssueSeverity.Fatal, IssueTypes.Structure, "POLICY-SYNTAX", "The policy is not JSON, names a member twice, or has a text that is not Unicode.", null, null,
            (int?)problem?.LineNumber + 1, (int?)problem?.BytePositionInLine + 1));
        return new AccessPolicyOutcome(null, _issues);
    }

    private PolicyContent ReadPolicy(PolicyJson root)
    {
        if (!root.IsObject)
            _issues.Add(PolicyJson.Problem("POLICY-SHAPE", "", "A policy is an object."));
        var vocabulary = new PolicyVocabulary(model, _issues);
        var version = root.Integer("version") ?? 0;
        var explanation = root.Text("explanation") ?? "";
        vocabulary.ReadTypeGroups(root.Object("types"));
        vocabulary.ReadElementGroups(root.Object("elements"));
        var restrictions = root.Objects("restrictions").Select(ReadRestriction).ToArray();
        var labelling = root.Objects("labelling").Select(rule => new LabellingParser(vocabulary, _issues).Read(rule)).ToArray();
        var roles = ReadRoles(root.Object("roles", required: true), vocabulary, version);
        root.RefuseOthers();
        return new PolicyContent(version, explanation, vocabulary.AllTypes, restrictions,
            new LabellingPolicy(labelling, restrictions.Select(restriction => restriction.LabelSystem)), roles);
    }

    private PolicyRestriction ReadRestriction(PolicyJson json)
    {
        var name = json.Text("name", required: true) ?? "";
        var system = json.Text("labelSystem", required: true) ?? "";
        json.Text("explanation");
        if (json.Text("visibleTo", required: true) is { } who && who != "department")
            _issues.Add(PolicyJson.Problem("POLICY-VISIBLE-TO", json.Join("visibleTo"), "Only 'department' is known."));
        json.RefuseOthers();
        return new PolicyRestriction(name, system);
    }

    private List<RoleGrants> ReadRoles(PolicyJson? json, PolicyVocabulary vocabulary, int version)
    {
        var roles = new List<RoleGrants>();
        foreach (var name in json?.Names() ?? [])
        {
            if (!RoleName().IsMatch(name))
                _issues.Add(PolicyJson.Problem("POLICY-ROLE-NAME", json!.Join(name), "A role's name is lower-case letters, digits and hyphens."));
            if (json!.Object(name) is { } role)
                roles.Add(ReadRole(name, role, vocabulary, version));
        }
        return roles;
    }

    private RoleGrants ReadRole(string name, PolicyJson json, PolicyVocabulary vocabulary, int version)
    {
        var policy = new RolePolicy(name, json.Text("explanation") ?? "", json.Text("purpose", required: true) ?? "", json.Texts("areas"), json.Texts("operations"));
        CheckWords(policy.Areas, ["finder", "chart", "schedule", "audit", "users", "exports"], json.Join("areas"));
        CheckWords(policy.Operations, ["users", "audit", "import", "export", "ehi-export", "delete-many", "unlabel", "merge", "erase"], json.Join("operations"));
        var grants = new Dictionary<(string, AccessInteraction), List<TypeGrant>>();
        var parser = new GrantParser(vocabulary, _issues);
        foreach (var (grant, number) in json.Objects("grants").Select((grant, index) => (grant, index + 1)))
            parser.Read(grant, $"policy {version}, {name}, grant {number}", grants);
        json.RefuseOthers();
        return new RoleGrants(policy, grants.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<TypeGrant>)pair.Value));
    }

    private void CheckWords(IReadOnlyList<string> words, string[] known, string place)
    {
        foreach (var word in words.Except(known, StringComparer.Ordinal))
            _issues.Add(PolicyJson.Problem("POLICY-UNKNOWN-WORD", place, $"'{word}' is not one of {string.Join(", ", known)}."));
    }

    [GeneratedRegex(@"^[a-z][a-z0-9\-]{0,63}\z")]
    private static partial Regex RoleName();
}
