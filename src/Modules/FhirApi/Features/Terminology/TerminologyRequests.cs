using Carewright.Fhir.Json;
using Carewright.FhirApi.Routing;
using Carewright.Kernel;
using Carewright.Terminology;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Maps;
using Carewright.Terminology.Operations;
using Carewright.Terminology.ValueSets;

namespace Carewright.FhirApi.Features.Terminology;

/// <summary>Makes typed requests from what was sent. Faults go to the input's issues.</summary>
internal sealed class TerminologyRequests(OperationInput input)
{
    /// <summary>The canonical asked about, for the audit record; null when a resource was sent along.</summary>
    internal string? About { get; private set; }

    internal LookupRequest Lookup(ResourceDocument? instance)
    {
        var coding = Codings().FirstOrDefault();
        About = coding?.System;
        return new LookupRequest(coding?.System, coding?.Code)
        {
            Version = coding?.Version,
            DisplayLanguage = input.Text("displayLanguage"),
            Properties = input.Texts("property"),
            Supplements = input.Texts("useSupplement"),
            Codes = System(instance),
        };
    }

    internal SubsumesRequest Subsumes(ResourceDocument? instance)
    {
        var (a, b) = (input.Complex("codingA").Select(Coding).FirstOrDefault(), input.Complex("codingB").Select(Coding).FirstOrDefault());
        var system = input.Text("system") ?? a?.System ?? b?.System;
        if ((a?.System ?? system) != (b?.System ?? system))
            input.Issues.Add(Issue.Error(IssueTypes.Invalid, "REST-SUBSUMES-SYSTEMS", "Both codings must be of one code system.", "codingB", "FHIR R4 codesystem-operation-subsumes.html"));
        About = system;
        return new SubsumesRequest(system, input.Text("version") ?? a?.Version ?? b?.Version, input.Text("codeA") ?? a?.Code, input.Text("codeB") ?? b?.Code, System(instance));
    }

    internal ValidateCodeRequest ValidateInSystem(ResourceDocument? instance)
    {
        var own = input.Resource("codeSystem") ?? instance;
        var url = input.Text("url");
        About = url;
        var (flag, _) = (input.Flag("abstract"), input.Text("date"));
        return new ValidateCodeRequest([.. Codings().Select(one => one with { System = one.System ?? url })])
        {
            Codes = System(own),
            DisplayLanguage = input.Text("displayLanguage"),
            AllowsAbstract = flag == true,
        };
    }

    internal ValidateCodeRequest ValidateInSet(ResourceDocument? instance)
    {
        var (url, own) = ValueSet(instance);
        if (url is null && own is null)
            input.Issues.Add(Issue.Error(IssueTypes.Required, "REST-NO-VALUESET", "A value set is needed: 'url', 'valueSet' or an instance.", "url", "FHIR R4 valueset-operation-validate-code.html"));
        return new ValidateCodeRequest([.. Codings("systemVersion")])
        {
            Url = url,
            ValueSet = own,
            DisplayLanguage = input.Text("displayLanguage"),
            AllowsAbstract = input.Flag("abstract") == true,
            Versions = Versions(),
        };
    }

    internal ExpandRequest Expand(ResourceDocument? instance)
    {
        var (url, own) = ValueSet(instance);
        // No post-coordinated codes are ever given, and an expansion is never cut short without a page being asked for.
        _ = (input.Flag("excludePostCoordinated"), input.Flag("limitedExpansion"));
        return new ExpandRequest
        {
            Url = url,
            ValueSet = own,
            Filter = input.Text("filter"),
            Offset = input.Number("offset") ?? 0,
            Count = input.Number("count"),
            ActiveOnly = input.Flag("activeOnly") == true,
            ExcludeNotForUI = input.Flag("excludeNotForUI") == true,
            ExcludeNested = input.Flag("excludeNested"),
            DisplayLanguage = input.Text("displayLanguage"),
            IncludeDesignations = input.Flag("includeDesignations") == true,
            Designations = input.Texts("designation"),
            IncludeDefinition = input.Flag("includeDefinition") == true,
            ExcludeSystems = input.Texts("exclude-system"),
            Supplements = input.Texts("useSupplement"),
            Versions = Versions(),
        };
    }

    internal TranslateRequest Translate(ResourceDocument? instance)
    {
        var own = input.Resource("conceptMap") ?? instance;
        var url = Versioned(input.Text("url"), input.Text("conceptMapVersion"));
        About = url;
        return new TranslateRequest([.. Codings()])
        {
            Url = own is null ? url : null,
            Map = own is { ResourceType: "ConceptMap" } ? TerminologyService.ReadMap(own) : null,
            Source = input.Text("source"),
            Target = input.Text("target"),
            TargetSystem = input.Text("targetsystem"),
            IsReverse = input.Flag("reverse") == true,
            Dependencies = [.. input.Groups("dependency").Select(Dependency).OfType<MapDependency>()],
        };
    }

    private (string? Url, ValueSetModel? Own) ValueSet(ResourceDocument? instance)
    {
        var url = Versioned(input.Text("url"), input.Text("valueSetVersion"));
        var own = input.Resource("valueSet") ?? instance;
        About = url;
        if (own is { ResourceType: not "ValueSet" })
            input.Issues.Add(Issue.Error(IssueTypes.Invalid, "REST-NOT-A-VALUESET", $"'valueSet' is a {own.ResourceType}.", "valueSet"));
        return (own is null ? url : null, own is { ResourceType: "ValueSet" } ? TerminologyService.Read(own) : null);
    }

    private VersionRules Versions()
    {
        var (defaults, check, force) = (input.Texts("system-version"), input.Texts("check-system-version"), input.Texts("force-system-version"));
        return defaults.Count + check.Count + force.Count == 0 ? VersionRules.None : VersionRules.Of(defaults, check, force);
    }

    // One of: code with system, coding, codeableConcept.
    private IEnumerable<SentCoding> Codings(string versionName = "version")
    {
        var (code, system, version, display) = (input.Text("code"), input.Text("system"), input.Text(versionName), input.Text("display"));
        List<SentCoding> codings = code is null ? [] : [new SentCoding(system, version, code, display)];
        codings.AddRange(input.Complex("coding").Select(Coding));
        codings.AddRange(input.Complex("codeableConcept").SelectMany(concept => concept.Children("coding")).Select(Coding));
        return codings;
    }

    private static ICodeSystem? System(ResourceDocument? own) => own is { ResourceType: "CodeSystem" } ? TerminologyService.ReadSystem(own) : null;

    private static SentCoding Coding(Element coding) => new(coding.Child("system").GetString(), coding.Child("version").GetString(), coding.Child("code").GetString(), coding.Child("display").GetString());

    private static MapDependency? Dependency(Element group)
    {
        var parts = group.Children("part").ToDictionary(part => part.Child("name").GetString() ?? "", part => part.Child("value"));
        if (!parts.TryGetValue("element", out var element) || element.GetString() is not { } property || !parts.TryGetValue("concept", out var concept))
            return null;
        var coding = concept.Child("coding").Exists ? concept.Child("coding") : concept;
        return new MapDependency(property, coding.Child("system").GetString(), coding.Child("code").GetString() ?? concept.GetString() ?? "", null);
    }

    private static string? Versioned(string? url, string? version) => url is null || version is null || url.Contains('|', StringComparison.Ordinal) ? url : $"{url}|{version}";
}
