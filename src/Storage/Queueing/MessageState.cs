namespace Carewright.Storage.Queueing;

/// <summary>What has become of a message. The numbers are on disk.</summary>
public enum MessageState
{
    /// <summary>Durable, and still to be applied, or to be sent.</summary>
    Received = 1,

    /// <summary>In the record; one that was sent: the partner has taken it.</summary>
    Applied = 2,

    /// <summary>A person has to decide, about it or about one before it.</summary>
    Held = 3,

    /// <summary>It cannot be applied, or sent, as it is.</summary>
    Dead = 4,

    /// <summary>A person has decided that it is not to be applied.</summary>
    Discarded = 5,

    /// <summary>It came before.</summary>
    Duplicate = 6,
}

/// <summary>Which way a message goes. The numbers are on disk.</summary>
public enum MessageDirection
{
    /// <summary>From the partner.</summary>
    Inbound = 1,

    /// <summary>To the partner.</summary>
    Outbound = 2,
}
