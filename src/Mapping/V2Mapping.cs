using Carewright.Hl7v2;
using Carewright.Kernel;

namespace Carewright.Mapping;

/// <summary>The maps from HL7 v2 to FHIR R4, compiled: those that come with the program, and what a partner has otherwise. Immutable, safe for many threads.</summary>
public sealed class V2Mapping
{
    /// <summary>The maps that come with the program.</summary>
    public static V2Mapping Base { get; } = new();

    private V2Mapping()
    {
    }

    /// <summary>These maps with a partner's own on top.</summary>
    /// <param name="overrides">The text of a map file (docs/architecture/mapping.md).</param>
    /// <returns>The maps; null when the text has errors, each with its line.</returns>
    public (V2Mapping? Mapping, IReadOnlyList<Issue> Issues) With(string overrides) => throw new NotImplementedException(overrides);

    /// <summary>What a message says, in FHIR. The same for the same message and context each time; never an exception, whatever the message.</summary>
    public MappedMessage Map(Hl7Message message, MappingContext context) => throw new NotImplementedException(context.Partner);
}
