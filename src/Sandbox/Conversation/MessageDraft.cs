using Carewright.Hl7v2;
using Carewright.Hl7v2.Text;
using Carewright.Hl7v2.Writing;

namespace Carewright.Sandbox.Conversation;

/// <summary>A message of one's own as it is written, segment after segment: version 2.5.1, UTF-8, the standard's delimiters. Used by one thread.</summary>
internal sealed class MessageDraft
{
    private readonly EditableMessage _message = EditableMessage.New(Delimiters.Standard, CharacterSet.Utf8);

    /// <summary>Begins a message with its header (HL7 v2.5.1 ch. 2.15.9).</summary>
    /// <param name="type">MSH-9: <c>ORU^R01^ORU_R01</c>.</param>
    /// <param name="sender">MSH-3.</param>
    /// <param name="receiver">MSH-5 and MSH-6, with places below the segment.</param>
    /// <param name="controlId">MSH-10.</param>
    /// <param name="at">MSH-7, with its offset.</param>
    public MessageDraft(string type, string sender, IEnumerable<Part> receiver, string controlId, DateTimeOffset at)
    {
        var words = type.Split('^');
        _message.Put(0, "MSH", [
            new("3", sender), new("4", "SANDBOX"), .. receiver, new("7", Stamps.Of(at)), new("9.1", words[0]), new("9.2", words[1]), new("9.3", words[2]),
            new("10", controlId), new("11", "T"), new("12", "2.5.1"), new("18", "UNICODE UTF-8"),
        ]);
    }

    /// <summary>Adds a segment; texts are escaped as they must be, and empty ones left out.</summary>
    public MessageDraft Add(string segment, params IEnumerable<Part> parts)
    {
        _message.Add(segment, parts);
        return this;
    }

    /// <summary>The message.</summary>
    public byte[] ToBytes() => _message.ToBytes();
}
