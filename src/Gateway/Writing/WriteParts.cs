using Carewright.Gateway.Access;
using Carewright.Gateway.Searching;
using Carewright.Storage;

namespace Carewright.Gateway.Writing;

/// <summary>What every way of writing works with.</summary>
internal sealed record WriteParts(IRecordStore Store, AccessCompiler Access, ConditionalMatch Conditions, DraftBuilder Drafts, Writer Writer, Scribe Scribe);
