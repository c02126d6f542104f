using System.Text.Json.Serialization;

namespace Carewright.Gateway.Relabelling;

/// <summary>How far the labelling rules in force have been applied to what was written before them.</summary>
/// <param name="Rules">Fingerprint of the rules (<see cref="Security.LabellingPolicy.Fingerprint"/>).</param>
/// <param name="Pass">From 1: another follows as long as one has put labels, since labels are inherited.</param>
/// <param name="Read">Sequence number of the change feed up to which this pass has read.</param>
/// <param name="Until">Sequence number at which this pass ends.</param>
/// <param name="Labelled">Resources that got labels, in all passes.</param>
/// <param name="LabelledInPass">Those of this pass.</param>
/// <param name="Unreadable">Resources that could not be opened.</param>
/// <param name="IsDone">Whether everything carries the labels of these rules.</param>
public sealed record RelabelProgress(string Rules, int Pass, long Read, long Until, long Labelled, long LabelledInPass, long Unreadable, bool IsDone);

[JsonSerializable(typeof(RelabelProgress))]
internal sealed partial class RelabelJson : JsonSerializerContext;
