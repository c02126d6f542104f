using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
using Carewright.Fhir.Profiles;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>What becomes of a profile that a resource claims in <c>meta.profile</c>.</summary>
public enum ProfileStance : byte
{
    /// <summary>What breaks it is an error.</summary>
    Enforced,

    /// <summary>What breaks it is a warning.</summary>
    Warned,

    /// <summary>It is not looked at.</summary>
    Off,
}

/// <summary>How a resource is validated.</summary>
public sealed record ValidationOptions
{
    // Stands first: the options below are made from it. Members of a described group (FHIR Bulk Data Access): what an export of the group evaluates.
    private static readonly HashSet<string> s_understood =
    [
        "http://hl7.org/fhir/uv/bulkdata/StructureDefinition/member-filter",
        "http://hl7.org/fhir/4.3/StructureDefinition/extension-SubscriptionTopic.status",
        "http://hl7.org/fhir/5.0/StructureDefinition/extension-SubscriptionTopic.status",
    ];

    /// <summary>Everything that R4 demands, the profiles and extensions that it publishes included, and nothing about best practice.</summary>
    public static ValidationOptions Default { get; } = new();

    /// <summary>
    /// As an author of content wants it, and as the reference validator does by its own defaults: what R4 leaves open and is nearly always a mistake (an extension that nobody defines, markup in
    /// plain text, links that lead nowhere, wrong display texts) is an error too.
    /// </summary>
    public static ValidationOptions Strict { get; } = new() { UnknownExtensions = IssueSeverity.Error, MarkupInText = IssueSeverity.Error, NarrativeLinks = IssueSeverity.Error, WrongDisplays = IssueSeverity.Error };

    /// <summary>Whether invariants are evaluated; without them only the structure is checked.</summary>
    public bool Invariants { get; init; } = true;

    /// <summary>How a broken best-practice rule (dom-6: a resource should have a narrative) is told; null: not at all.</summary>
    public IssueSeverity? BestPractice { get; init; }

    /// <summary>Greatest number of issues collected; one more says that there were others.</summary>
    public int MaxIssues { get; init; } = 200;

    /// <summary>Where profiles, extensions and other definitions come from; null: neither profiles nor extensions are checked.</summary>
    public ProfileSet? Definitions { get; init; } = ProfileSet.R4;

    /// <summary>Canonical URLs of the profiles that the resource is to conform to, besides those that it claims.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>What becomes of a profile claimed in <c>meta.profile</c>; null: all are enforced.</summary>
    public Func<string, ProfileStance>? Stance { get; init; }

    /// <summary>
    /// Canonical URLs of profiles that hold for every resource of their kind, claimed or not; contained resources excepted. A profile's kind is its type, and of what it fixes for <c>code</c>,
    /// <c>category</c>, <c>type</c> and <c>class</c>: a profile for body weight holds for observations of body weight.
    /// </summary>
    public IReadOnlyList<string> Enforced { get; init; } = [];

    /// <summary>Answers about codes; null: only what the definitions themselves enumerate is known.</summary>
    public ICodeValidation? Codes { get; init; }

    /// <summary>Answers about codes of value sets that R4 requires, where <see cref="Codes"/> is null: the least that terminology has to say on every write. Null: only what the definitions themselves enumerate.</summary>
    public ICodeValidation? RequiredCodes { get; init; }

    /// <summary>Finds what a reference text points to outside of the document; absent when it does not know. Null: nothing outside is looked at.</summary>
    public Func<string, Element>? Resolve { get; init; }

    /// <summary>Where a Questionnaire is looked for that <see cref="Definitions"/> do not have: those that users wrote. Null: nowhere.</summary>
    public IDefinitionSource? Questionnaires { get; init; }

    /// <summary>How elements are told that a profile says must be supported and that are absent; null: not at all. It is no fault to lack them (FHIR R4 conformance-rules.html#mustSupport).</summary>
    public IssueSeverity? MustSupport { get; init; }

    /// <summary>How an extension whose definition is not at hand is told; null: not at all, as R4 allows any (extensibility.html). Unknown modifier extensions are always errors.</summary>
    public IssueSeverity? UnknownExtensions { get; init; }

    /// <summary>How text that looks like markup, in an element of plain text, is told; null: not at all, as text is data and is escaped where it is shown.</summary>
    public IssueSeverity? MarkupInText { get; init; }

    /// <summary>How links of narratives that a browser cannot follow (<c>urn:</c>) are told; null: not at all.</summary>
    public IssueSeverity? NarrativeLinks { get; init; }

    /// <summary>How a display that is none of its code's is told, and a code that its system does not have; null: not at all.</summary>
    public IssueSeverity? WrongDisplays { get; init; }

    /// <summary>Modifier extensions without a definition at hand that whoever stores the resource acts upon, and may therefore keep (FHIR R4 extensibility.html#modifierExtension).</summary>
    public IReadOnlySet<string> UnderstoodModifiers { get; init; } = s_understood;
}
