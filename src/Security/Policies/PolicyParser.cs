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
        vocabulary.ReadCodeGroups(root.Object("codes"));
        var sections = new SectionParser(vocabulary, _issues);
        var times = sections.Times(root.Object("times"));
        vocabulary.AddTimes(times);
        var restrictions = root.Objects("restrictions").Select(sections.Restriction).ToArray();
        var glass = sections.Glass(root.Object("breakGlass"));
        var consent = sections.Consent(root.Object("consent"));
        var labelling = root.Objects("labelling").Select(rule => new LabellingParser(vocabulary, _issues).Read(rule)).ToArray();
        var roles = ReadRoles(root.Object("roles", required: true), vocabulary, version);
        root.RefuseOthers();
        return new PolicyContent(version, explanation, vocabulary.AllTypes, restrictions,
            new LabellingPolicy(labelling, restrictions), roles)
        { Times = times, BreakGlass = glass, Consent = consent };
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
        var policy = new RolePolicy(name, json.Text("explanation") ?? "", json.Text("purpose", required: true) ?? "", json.Texts("areas"), json.Texts("operations"))
        {
            Purposes = json.Texts("purposes"),
            BreaksGlass = json.Has("breakGlass"),
        };
        CheckWords(policy.Areas, AccessPolicy.KnownAreas, json.Join("areas"));
        CheckWords(policy.Operations, AccessPolicy.KnownOperations, json.Join("operations"));
        var grants = new Dictionary<(string, AccessInteraction), List<TypeGrant>>();
        var parser = new GrantParser(vocabulary, _issues);
        ReadGrants(json, $"policy {version}, {name}, grant", GrantOccasion.Always);
        if (json.Object("breakGlass") is { } glass)
            ReadGrants(glass, $"policy {version}, {name}, break-glass grant", GrantOccasion.BrokenGlass).RefuseOthers();
        if (json.Object("emergency") is { } emergency)
            ReadGrants(emergency, $"policy {version}, {name}, emergency grant", GrantOccasion.Emergency).RefuseOthers();
        json.RefuseOthers();
        return new RoleGrants(policy, grants.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<TypeGrant>)pair.Value));

        PolicyJson ReadGrants(PolicyJson section, string rule, GrantOccasion occasion)
        {
            foreach (var (grant, number) in section.Objects("grants").Select((grant, index) => (grant, index + 1)))
                parser.Read(grant, $"{rule} {number}", occasion, grants);
            return section;
        }
    }

    private void CheckWords(IReadOnlyList<string> words, IReadOnlyList<string> known, string place)
    {
        foreach (var word in words.Except(known, StringComparer.Ordinal))
            _issues.Add(PolicyJson.Problem("POLICY-UNKNOWN-WORD", place, $"'{word}' is not one of {string.Join(", ", known)}."));
    }

    [GeneratedRegex(@"^[a-z][a-z0-9\-]{0,63}\z")]
    private static partial Regex RoleName();
}
