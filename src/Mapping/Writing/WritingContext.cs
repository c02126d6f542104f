using System.Collections.ObjectModel;

namespace Carewright.Mapping.Writing;

/// <summary>What writing a message for one partner needs to know beyond the resources. Immutable.</summary>
/// <param name="ControlId">MSH-10: 1 to 199 visible ASCII characters.</param>
/// <param name="At">MSH-7, and what <c>now()</c> gives.</param>
/// <param name="Zone">The zone in which all times of the message are written, each with its offset.</param>
public sealed record WritingContext(string ControlId, DateTimeOffset At, TimeZoneInfo Zone)
{
    /// <summary>MSH-3: a namespace, or <c>namespace^universal id^type</c>; may be empty.</summary>
    public string SendingApplication { get; init; } = "";

    /// <summary>MSH-4, in the form of <see cref="SendingApplication"/>.</summary>
    public string SendingFacility { get; init; } = "";

    /// <summary>MSH-5, in the form of <see cref="SendingApplication"/>.</summary>
    public string ReceivingApplication { get; init; } = "";

    /// <summary>MSH-6, in the form of <see cref="SendingApplication"/>.</summary>
    public string ReceivingFacility { get; init; } = "";

    /// <summary>MSH-11 (HL7 table 0103).</summary>
    public string ProcessingId { get; init; } = "P";

    /// <summary>MSH-12. The structures are those of 2.5.1 whatever it says.</summary>
    public string Version { get; init; } = "2.5.1";

    /// <summary>MSH-15 (HL7 table 0155); may be empty.</summary>
    public string AcceptAcknowledgement { get; init; } = "";

    /// <summary>MSH-16 (HL7 table 0155); may be empty.</summary>
    public string ApplicationAcknowledgement { get; init; } = "";

    /// <summary>The partner's names of systems, as <see cref="MappingContext.Authorities"/> has them: a system found among the values is written as its name.</summary>
    public IReadOnlyDictionary<string, string> Authorities { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The partner's own codes, as <see cref="MappingContext.Codes"/> has them: a code that one of them means is written as the partner's.</summary>
    public IReadOnlyList<CodeMap> Codes { get; init; } = [];

    /// <summary>The system under which a resource's logical id stands in where it has no identifier.</summary>
    public string RecordSystem { get; init; } = "https://carewright.example/fhir/NamingSystem/record";

    /// <summary>SFT-2: the version of the program that writes.</summary>
    public string SoftwareVersion { get; init; } = typeof(WritingContext).Assembly.GetName().Version?.ToString(3) ?? "0";
}
