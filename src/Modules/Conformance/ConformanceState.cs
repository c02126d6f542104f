using Carewright.Fhir.Packages;
using Carewright.Fhir.Profiles;
using Carewright.Fhir.Validation;
using Carewright.Kernel;

namespace Carewright.Conformance;

/// <summary>Packages and choices at one moment, with the options that follow from them. Immutable.</summary>
internal sealed class ConformanceState
{
    public ConformanceState(DefinitionSet definitions, ProfileSet profiles, IReadOnlyDictionary<string, ProfileStance> choices, IReadOnlyList<Issue> faults, ICodeValidation? codes)
    {
        (Definitions, Profiles, Choices, Faults, Codes) = (definitions, profiles, choices, faults, codes);
        var required = codes is null ? null : new KnownVerdicts(codes);
        string[] enforced = [.. choices.Where(choice => choice.Value == ProfileStance.Enforced).Select(choice => choice.Key).Order(StringComparer.Ordinal)];
        // Without an enforced profile only required bindings can refuse a write; asking terminology about all others would cost and change nothing.
        OnWrite = ValidationOptions.Default with { Definitions = profiles, Enforced = enforced, Stance = StanceOf, Codes = enforced.Length > 0 ? codes : null, RequiredCodes = required };
        OnAsked = ValidationOptions.Strict with { Definitions = profiles, Codes = codes };
    }

    public DefinitionSet Definitions { get; }

    public ProfileSet Profiles { get; }

    public IReadOnlyDictionary<string, ProfileStance> Choices { get; }

    /// <summary>What was wrong with files of packages.</summary>
    public IReadOnlyList<Issue> Faults { get; }

    /// <summary>Answers about codes; null before terminology is attached.</summary>
    public ICodeValidation? Codes { get; }

    /// <summary>Everything that can be said.</summary>
    public ValidationOptions OnAsked { get; }

    /// <summary>Chosen profiles as chosen; a profile without a choice warns where it is claimed.</summary>
    public ValidationOptions OnWrite { get; }

    /// <summary>The same choices over other definitions.</summary>
    public ConformanceState With(DefinitionSet definitions) => new(definitions, new ProfileSet(definitions), Choices, Faults, Codes);

    /// <summary>Other choices over the same definitions.</summary>
    public ConformanceState With(IReadOnlyDictionary<string, ProfileStance> choices) => new(Definitions, Profiles, choices, Faults, Codes);

    private ProfileStance StanceOf(string canonical)
    {
        var bar = canonical.IndexOf('|', StringComparison.Ordinal);
        return Choices.GetValueOrDefault(bar < 0 ? canonical : canonical[..bar], ProfileStance.Warned);
    }
}
