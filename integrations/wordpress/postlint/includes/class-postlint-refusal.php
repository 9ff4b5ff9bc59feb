<?php
/**
 * How a way to publish is stopped that has no other way of being told no.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * A post was not published. The message holds no word of it.
 */
final class Postlint_Refusal extends RuntimeException {

	/**
	 * A refusal.
	 *
	 * @param int             $post_id The post.
	 * @param Postlint_Answer $answer  Why.
	 */
	public function __construct( int $post_id, Postlint_Answer $answer ) {
		/* translators: 1: number of a post. 2: why it was not published. */
		parent::__construct( sprintf( __( 'Post %1$d was not published. %2$s', 'postlint' ), $post_id, $answer->summary() ) );
	}
}
