using Carewright.Kernel;

namespace Carewright.Mapping.Writing;

/// <summary>What came of writing a message.</summary>
/// <param name="Type">The message asked for, <c>OML^O21</c>.</param>
/// <param name="Bytes">The message as UTF-8, each segment ended by a carriage return; null when there is an error among the issues, since half an order is none.</param>
/// <param name="Issues">What could not be written, with the FHIR path as location; none quotes a value.</param>
public sealed record WrittenMessage(string Type, byte[]? Bytes, IReadOnlyList<Issue> Issues);
